using System.Globalization;
using System.Text;

namespace EirDiameter.Protocol;

/// <summary>A message as text of several lines, for logs and tools: AVPs by name, groups indented, values by type.</summary>
/// <remarks>IMSI, IMEI and other numbers of subscribers are masked unless asked for, RFC 6733 13.3; of unknown octets only the size is shown then.</remarks>
public static class MessageText
{
    private const int MaximumDepth = 8;
    private const int MaximumOctets = 64;

    /// <summary>Writes any octets as text; what cannot be read is said so, never thrown.</summary>
    /// <param name="message">The message.</param>
    /// <param name="reveal">True shows what is masked otherwise.</param>
    public static string Format(ReadOnlySpan<byte> message, bool reveal = false)
    {
        if (!DiameterHeader.TryRead(message, out DiameterHeader header))
            return $"(no Diameter message: {message.Length} octets)";

        var text = new StringBuilder();
        text.Append(NameOf(header)).Append(CultureInfo.InvariantCulture, $" version {header.Version} length {header.Length} flags {FlagsOf(header)}");
        text.Append(CultureInfo.InvariantCulture, $" application {header.ApplicationId} hop-by-hop 0x{header.HopByHop:x8} end-to-end 0x{header.EndToEnd:x8}");
        if (header.Length != message.Length)
            text.Append(CultureInfo.InvariantCulture, $" ({message.Length} octets received)");
        AppendAvps(text, message[DiameterHeader.Size..], 1, reveal);
        return text.ToString();
    }

    private static string NameOf(in DiameterHeader header)
    {
        string suffix = header.IsRequest ? "Request" : "Answer";
        return header.CommandCode switch
        {
            CommandCodes.CapabilitiesExchange => $"Capabilities-Exchange-{suffix}",
            CommandCodes.DeviceWatchdog => $"Device-Watchdog-{suffix}",
            CommandCodes.DisconnectPeer => $"Disconnect-Peer-{suffix}",
            CommandCodes.MeIdentityCheck => $"ME-Identity-Check-{suffix}",
            _ => $"{header.CommandCode}-{suffix}",
        };
    }

    private static string FlagsOf(in DiameterHeader header) => string.Concat(
        header.IsRequest ? "R" : "-", header.IsProxiable ? "P" : "-", header.IsError ? "E" : "-", header.IsRetransmitted ? "T" : "-");

    private static void AppendAvps(StringBuilder text, ReadOnlySpan<byte> payload, int depth, bool reveal)
    {
        var reader = new AvpReader(payload);
        while (reader.MoveNext())
        {
            Avp avp = reader.Current;
            AvpDefinition? definition = AvpDictionary.Find(avp.Code, avp.VendorId);
            StartLine(text, depth).Append(definition?.Name ?? "AVP").Append(CultureInfo.InvariantCulture, $" ({avp.Code}");
            if (avp.VendorId != 0)
                text.Append(CultureInfo.InvariantCulture, $"/{avp.VendorId}");
            text.Append(avp.IsMandatory ? ", M)" : ")");
            if (definition?.Type == AvpType.Grouped && depth < MaximumDepth)
                AppendAvps(text, avp.Data, depth + 1, reveal);
            else
                text.Append(" = ").Append(ValueOf(in avp, definition, reveal));
        }

        if (reader.Malformed)
            StartLine(text, depth).Append(CultureInfo.InvariantCulture, $"(cannot be read: {payload.Length - reader.Position} octets)");
    }

    private static StringBuilder StartLine(StringBuilder text, int depth) => text.Append('\n').Append(' ', depth * 2);

    private static string ValueOf(in Avp avp, AvpDefinition? definition, bool reveal)
    {
        if (!reveal && IsOfSubscriber(definition))
            return MaskedValueOf(in avp, definition!);

        switch (definition?.Type)
        {
            case AvpType.UTF8String or AvpType.DiameterIdentity or AvpType.DiameterURI or AvpType.IPFilterRule when avp.TryReadUtf8(out string value):
                return Quoted(reveal ? value : WithoutLongNumbers(value));
            case AvpType.Unsigned32 when avp.TryReadUnsigned32(out uint value):
                return avp.Code is AvpCodes.ResultCode or AvpCodes.ExperimentalResultCode && avp.VendorId == 0
                    ? $"{value} {ResultCodes.NameOf(value)}"
                    : value.ToString(CultureInfo.InvariantCulture);
            case AvpType.Integer32 or AvpType.Enumerated when avp.TryReadInteger32(out int value):
                return value.ToString(CultureInfo.InvariantCulture);
            case AvpType.Unsigned64 when avp.TryReadUnsigned64(out ulong value):
                return value.ToString(CultureInfo.InvariantCulture);
            case AvpType.Integer64 when avp.TryReadInteger64(out long value):
                return value.ToString(CultureInfo.InvariantCulture);
            case AvpType.Float32 when avp.TryReadFloat32(out float value):
                return value.ToString(CultureInfo.InvariantCulture);
            case AvpType.Float64 when avp.TryReadFloat64(out double value):
                return value.ToString(CultureInfo.InvariantCulture);
            case AvpType.Time when avp.TryReadTime(out DateTimeOffset value):
                return value.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
            case AvpType.Address when avp.TryReadAddress(out System.Net.IPAddress? value):
                return value!.ToString();
            default:
                return reveal ? Hex(avp.Data) : $"{avp.Data.Length} octets";
        }
    }

    private static bool IsOfSubscriber(AvpDefinition? definition) => definition is not null && (definition.VendorId, definition.Code) switch
    {
        (Vendors.None, AvpCodes.UserName) => true,
        (Vendors.None, 444) => true,
        (Vendors.ThreeGpp, 1 or AvpCodes.Imei or AvpCodes.Meid or AvpCodes.Msisdn or 3111) => true,
        _ => false,
    };

    // What tells the network (MCC and MNC) or the model (TAC) may be seen; what tells the subscriber or the phone may not.
    private static string MaskedValueOf(in Avp avp, AvpDefinition definition)
    {
        int shown = (definition.VendorId, definition.Code) switch
        {
            (Vendors.ThreeGpp, AvpCodes.Imei) => 8,
            (Vendors.None, AvpCodes.UserName) or (Vendors.ThreeGpp, 1) => 5,
            _ => 0,
        };
        if (shown == 0 || avp.Data.Length <= shown || avp.Data.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return $"{avp.Data.Length} octets";
        return Quoted(Encoding.ASCII.GetString(avp.Data[..shown]) + new string('*', Math.Min(avp.Data.Length - shown, MaximumOctets)));
    }

    // A Session-Id may have an IMSI or IMEI in its optional part.
    private static string WithoutLongNumbers(string text)
    {
        char[] masked = text.ToCharArray();
        int start = 0;
        for (int i = 0; i <= masked.Length; i++)
        {
            if (i < masked.Length && char.IsAsciiDigit(text[i]))
                continue;
            if (i - start >= 14)
                masked.AsSpan(start + 5, i - start - 5).Fill('*');
            start = i + 1;
        }

        return new string(masked);
    }

    // A line must stay a line, whatever the peer wrote.
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text)
        {
            if (char.IsControl(c) || c is '"' or '\\' or '\u2028' or '\u2029')
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }

    private static string Hex(ReadOnlySpan<byte> data) =>
        data.Length <= MaximumOctets ? Convert.ToHexStringLower(data) : $"{Convert.ToHexStringLower(data[..MaximumOctets])}... ({data.Length} octets)";
}
