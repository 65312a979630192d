using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EirDiameter.Node.N17;

/// <summary>One entry of <c>invalidParams</c> (TS 29.571 5.2.4.3).</summary>
internal sealed record InvalidParam(string Param, string Reason);

/// <summary>
/// An error as ProblemDetails (TS 29.571 5.2.4.1, RFC 9457), with the causes of TS 29.500 table 5.2.7.2-1. Every one is made and written once: no
/// answer holds anything of the request, so that none can leak an identity into somebody's log.
/// </summary>
internal sealed class N17Problem
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private N17Problem(int status, string title, string detail, string? cause = null, params InvalidParam[] invalidParams)
    {
        Status = status;
        Body = JsonSerializer.SerializeToUtf8Bytes(new Details("about:blank", title, status, detail, cause, invalidParams.Length == 0 ? null : invalidParams), Json);
    }

    /// <summary>TS 29.511 6.1.7.3: the equipment is on no list.</summary>
    public static N17Problem EquipmentUnknown { get; } = new(404, "Equipment unknown", "The equipment is not known in this 5G-EIR", "ERROR_EQUIPMENT_UNKNOWN");

    public static N17Problem PeiMissing { get; } = Bad("MANDATORY_QUERY_PARAM_MISSING", "pei", "the query parameter pei is needed, such as pei=imei-490154203237518");

    public static N17Problem PeiIncorrect { get; } = Bad(
        "MANDATORY_QUERY_PARAM_INCORRECT", "pei", "expected imei- and 15 digits, imeisv- and 16 digits, mac- and 6 octets or eui- and 8 octets, such as eui-00-00-5e-00-53-00-00-01");

    public static N17Problem PeiTwice { get; } = Bad("MANDATORY_QUERY_PARAM_INCORRECT", "pei", "expected once");

    public static N17Problem SupiIncorrect { get; } = Bad("OPTIONAL_QUERY_PARAM_INCORRECT", "supi", "expected imsi- and 5 to 15 digits, or another form of SUPI that is not empty");

    public static N17Problem GpsiIncorrect { get; } = Bad("OPTIONAL_QUERY_PARAM_INCORRECT", "gpsi", "expected msisdn- and 5 to 15 digits, or extid- and local@domain");

    public static N17Problem FeaturesIncorrect { get; } = Bad("OPTIONAL_QUERY_PARAM_INCORRECT", "supported-features", "expected hexadecimal digits");

    public static N17Problem NoSuchResource { get; } = new(
        404, "No such resource", "This 5G-EIR serves /n5g-eir-eic/v1/equipment-status", "RESOURCE_URI_STRUCTURE_NOT_FOUND");

    public static N17Problem MethodNotAllowed { get; } = new(405, "Method not allowed", "equipment-status takes GET");

    public static N17Problem TokenMissing { get; } = new(401, "Access token needed", "Send an access token of the NRF with scope n5g-eir-eic as Authorization: Bearer");

    public static N17Problem TokenInvalid { get; } = new(
        401, "Access token not valid", "The access token is not signed by the NRF of this 5G-EIR, not for 5G_EIR or this instance, or not valid at this time");

    public static N17Problem TokenInsufficient { get; } = new(403, "Access token for something else", "The scope of the access token lacks n5g-eir-eic");

    public static N17Problem NotReady { get; } = new(503, "Not ready", "The keys of access tokens are not known yet; try again after the time of Retry-After", "NF_CONGESTION");

    public static N17Problem NotAcceptable { get; } = new(406, "Not acceptable", "The answer is application/json, which the Accept header of the request rules out");

    public static N17Problem TooLong { get; } = new(414, "URI too long", "Paths and queries longer than 4096 characters are not read");

    public static N17Problem SystemFailure { get; } = new(500, "A fault of the 5G-EIR", "The equipment could not be checked; the log of the 5G-EIR says why", "SYSTEM_FAILURE");

    public static N17Problem Congestion { get; } = new(503, "Overloaded", "Too many checks wait; try again after the time of Retry-After", "NF_CONGESTION");

    /// <summary>The HTTP status code.</summary>
    public int Status { get; }

    /// <summary>The body, application/problem+json.</summary>
    public byte[] Body { get; }

    /// <summary>An optional parameter stands more than once.</summary>
    public static N17Problem Twice(string param) => Bad("OPTIONAL_QUERY_PARAM_INCORRECT", param, "expected at most once");

    private static N17Problem Bad(string cause, string param, string reason) =>
        new(400, "Bad request", $"{param}: {reason}", cause, new InvalidParam(param, reason));

    private sealed record Details(string Type, string Title, int Status, string Detail, string? Cause, InvalidParam[]? InvalidParams);
}
