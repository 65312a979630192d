using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.RegularExpressions;
using EirDiameter.Store;

namespace EirDiameter.Node.Push;

/// <summary>
/// One record of a central register (CEIR), as its list-sync module sends it to operators' EIRs, one a call: an operation, a list type, and the
/// equipment, pair or TAC that it is about. What it says beside that (<c>msisdn</c>, <c>requestDate</c>, <c>operator</c>, …) is tolerated.
/// </summary>
internal sealed partial record PushRecord
{
    private const int LongestRequestId = 128;
    private const int EquipmentDigits = 14;

    private static readonly string[] Operations = ["ADD", "DELETE"];
    private static readonly string[] ListTypes = ["BLOCKED_LIST", "TRACKED_LIST", "EXCEPTION_LIST", "BLOCKED_TAC", "ALLOWED_TAC"];

    private PushRecord(string? requestId, bool isRemoval, string listType, ListingChange change)
    {
        RequestId = requestId;
        IsRemoval = isRemoval;
        ListType = listType;
        Change = change;
    }

    /// <summary>The caller's name for the record; null = none given.</summary>
    public string? RequestId { get; }

    /// <summary>Whether something is taken off a list.</summary>
    public bool IsRemoval { get; }

    /// <summary>The list, in the caller's words.</summary>
    public string ListType { get; }

    /// <summary>What it means to the store.</summary>
    public ListingChange Change { get; }

    /// <summary>For logs: the equipment without its serial number, so that nobody's phone is in them.</summary>
    public string Masked => Change.To is null ? Mask(Change.From.ToString()) : Change.From.Tac.ToString();

    /// <summary>Reads a record.</summary>
    /// <param name="body">A JSON object.</param>
    /// <param name="record">The record, or null.</param>
    /// <param name="error">Null, or what is wrong, in words for who sends it.</param>
    public static bool TryRead(JsonElement body, [NotNullWhen(true)] out PushRecord? record, [NotNullWhen(false)] out string? error)
    {
        try
        {
            return TryReadText(body, out record, out error);
        }
        catch (InvalidOperationException)
        {
            // JSON can escape halves of characters, which no text can hold.
            record = null;
            error = "expected text of whole Unicode characters";
            return false;
        }
    }

    /// <summary>A text for logs: of equipment and subscribers, whatever stands behind their first eight digits is left out, and line breaks are.</summary>
    public static string Mask(string text) => ControlCharacters().Replace(Identities().Replace(text, "$1******"), " ");

    [GeneratedRegex("([0-9A-Fa-f]{8})[0-9A-Fa-f]+")]
    private static partial Regex Identities();

    [GeneratedRegex("\\p{Cc}")]
    private static partial Regex ControlCharacters();

    private static bool TryReadText(JsonElement body, [NotNullWhen(true)] out PushRecord? record, [NotNullWhen(false)] out string? error)
    {
        record = null;
        Fields fields = new(body);
        string? requestId = fields.Text("requestId");
        string? operation = fields.OneOf("operation", Operations);
        string? listType = fields.OneOf("listType", ListTypes);
        error = fields.Error;
        if (error is null && requestId is not null && (requestId.Length > LongestRequestId || requestId.Any(char.IsControl)))
            error = $"requestId: expected at most {LongestRequestId} characters without control characters";
        if (error is not null || !TryChange(fields, listType!, operation == "DELETE", out ListingChange? change, out error)) return false;
        record = new PushRecord(requestId, operation == "DELETE", listType!, change);
        return true;
    }

    private static bool TryChange(Fields fields, string listType, bool isRemoval, [NotNullWhen(true)] out ListingChange? change, [NotNullWhen(false)] out string? error)
    {
        change = null;
        string? equipment = listType is "BLOCKED_TAC" or "ALLOWED_TAC" ? fields.Tac() : fields.Equipment();
        string? reason = isRemoval ? null : fields.Text("reason");

        // A block is of equipment, whoever's subscription is in it; an exception is for one subscriber, if it names one.
        string? imsi = listType == "EXCEPTION_LIST" ? fields.Text("imsi") : null;
        error = fields.Error;
        if (error is not null) return false;
        string list = listType switch
        {
            "BLOCKED_LIST" or "BLOCKED_TAC" => "black",
            "TRACKED_LIST" => "grey",
            _ => "white",
        };
        if (ListingChange.TryParse(equipment!, list, reason, imsi, effective: null, expires: null, out change, out error) && change is not null) return true;
        error = $"{listType}: {error}";
        return false;
    }

    /// <summary>Reads fields whatever their case, and keeps the first thing that is wrong with one.</summary>
    private sealed class Fields(JsonElement body)
    {
        public string? Error { get; private set; }

        /// <summary>The trimmed text of a field; null if it is absent, null or empty.</summary>
        public string? Text(string name)
        {
            string? text = null;
            foreach (JsonProperty property in body.EnumerateObject())
            {
                if (!property.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) continue;
                if (property.Value.ValueKind == JsonValueKind.Null) continue;

                // A number would have lost its leading zeros, and with them its meaning.
                if (property.Value.ValueKind != JsonValueKind.String) return Wrong($"{name}: expected text in quotes, not a {property.Value.ValueKind}");
                string given = property.Value.GetString()!.Trim();
                if (text is not null && text != given) return Wrong($"{name}: given twice, as '{text}' and as '{given}'");
                text = given;
            }

            return text is "" ? null : text;
        }

        public string? OneOf(string name, string[] values)
        {
            string? text = Text(name);
            string? value = Array.Find(values, value => value.Equals(text, StringComparison.OrdinalIgnoreCase));
            return value ?? Wrong($"{name}: expected {string.Join(", ", values)}, not '{text}'");
        }

        /// <summary>The equipment: as the register keeps it, and as it was read from the phone, if both are given.</summary>
        public string? Equipment()
        {
            string? imei = Text("imei");
            string? actual = Text("actualImei");
            string? equipment = imei ?? actual;
            if (equipment is null) return Wrong("imei: expected 14 to 16 digits of an IMEI, or 14 hexadecimal digits of a MEID");
            if (equipment.Length is < EquipmentDigits or > EquipmentDigits + 2) return Wrong($"imei: expected 14 to 16 digits, not '{equipment}'");
            return actual is null || actual.StartsWith(equipment[..EquipmentDigits], StringComparison.OrdinalIgnoreCase)
                ? equipment
                : Wrong($"imei and actualImei: expected the same equipment, not '{imei}' and '{actual}'");
        }

        public string? Tac()
        {
            string? tac = Text("tac");
            return tac?.Length == EirDiameter.Equipment.Tac.Length ? tac : Wrong($"tac: expected 8 digits, not '{tac}'");
        }

        private string? Wrong(string error)
        {
            Error ??= error;
            return null;
        }
    }
}
