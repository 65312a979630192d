using System.Globalization;
using System.Text;
using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Captures;

/// <summary>An exchange in a few words: what was asked, and what was answered.</summary>
internal static class ExchangeText
{
    private const uint ThreeGpp = 10415;
    private static readonly string[] Statuses = ["white", "black", "grey"];

    /// <summary>Such as <c>ME-Identity-Check-Request (324) 35693803564380 from mme01.example.org</c>.</summary>
    public static string OfRequest(byte[] octets)
    {
        StringBuilder text = new(MessageLines.CommandName(NaiveMessage.Number(octets, 5, 3), octets[4]));
        if (NaiveMessage.Decode(octets) is not { } message)
            return text.Append(CultureInfo.InvariantCulture, $" of {octets.Length} octets, malformed").ToString();
        if (Find(message.Avps, 1401, ThreeGpp) is { } terminal && NaiveMessage.DecodeAvps(terminal.Data) is { } members && Find(members, 1402, ThreeGpp) is { } imei)
            text.Append(' ').Append(Printable(imei.Text));
        if (Find(message.Avps, 264, 0) is { } host)
            text.Append(" from ").Append(Printable(host.Text));
        return text.ToString();
    }

    /// <summary>Such as <c>2001 black</c> or <c>5422</c>.</summary>
    public static string OfAnswer(byte[]? octets)
    {
        if (octets is null)
            return "no answer";
        if (NaiveMessage.Decode(octets) is not { } message)
            return "a malformed answer";
        string result = Number(message.Avps, 268, 0) ?? "no result";
        if (Find(message.Avps, 297, 0) is { } experimental && NaiveMessage.DecodeAvps(experimental.Data) is { } members)
            result = Number(members, 298, 0) ?? result;
        if (Find(message.Avps, 1445, ThreeGpp) is { Data.Length: 4 } status)
            result += status.Number < Statuses.Length ? $" {Statuses[status.Number]}" : $" status {status.Number}";
        return result;
    }

    private static string? Number(List<NaiveAvp> avps, uint code, uint vendor) => Find(avps, code, vendor) is { Data.Length: 4 } avp ? $"{avp.Number}" : null;

    private static NaiveAvp? Find(List<NaiveAvp> avps, uint code, uint vendor) => avps.Find(avp => avp.Code == code && avp.Vendor == vendor);

    // Text of a capture must not move a reader's cursor.
    private static string Printable(string text) => string.Concat(text.Select(c => c is >= ' ' and <= '~' ? c : '?'));
}
