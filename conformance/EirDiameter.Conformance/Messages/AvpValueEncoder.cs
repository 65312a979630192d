using System.Globalization;
using System.Net;
using System.Text;
using EirDiameter.Conformance.Wire;
using EirDiameter.Protocol;

namespace EirDiameter.Conformance.Messages;

/// <summary>From what stands in a case to the octets of an AVP, by the type that the dictionary gives it (RFC 6733 4.2 and 4.3).</summary>
internal static class AvpValueEncoder
{
    private static readonly DateTimeOffset TimeZero = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Encodes one value.</summary>
    /// <param name="definition">What the dictionary says; null = octets or text.</param>
    /// <param name="text">The value; <c>hex:…</c> gives the octets themselves.</param>
    /// <exception cref="FormatException">The text is no value of the type.</exception>
    public static byte[] Encode(AvpDefinition? definition, string text)
    {
        if (TryHex(text, out byte[] octets))
            return octets;
        switch (definition?.Type)
        {
            case AvpType.Unsigned32 or AvpType.Enumerated or AvpType.Integer32:
                return Big(Number(text, definition), 4);
            case AvpType.Unsigned64 or AvpType.Integer64:
                return Big(Number(text, definition), 8);
            case AvpType.Float32:
                return Big(BitConverter.SingleToUInt32Bits(float.Parse(text, CultureInfo.InvariantCulture)), 4);
            case AvpType.Float64:
                return Big(BitConverter.DoubleToUInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)), 8);
            case AvpType.Address:
                return IPAddress.TryParse(text, out IPAddress? address)
                    ? [0, (byte)(address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 1 : 2), .. address.GetAddressBytes()]
                    : throw new FormatException($"{definition.Name} is an address, not '{text}'");
            case AvpType.Time:
                return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
                    ? Big((ulong)(time - TimeZero).TotalSeconds & 0xFFFFFFFF, 4)
                    : throw new FormatException($"{definition.Name} is a time such as 2026-01-31T12:00:00Z, not '{text}'");
            case AvpType.Grouped:
                throw new FormatException($"{definition.Name} is a group: write {{NAME: VALUE}}, a list of AVPs, or hex:");
            default:
                return Encoding.UTF8.GetBytes(text);
        }
    }

    /// <summary>Reads <c>hex:00 ff</c> or <c>zeros:60000</c>; false when the text begins with neither.</summary>
    /// <exception cref="FormatException">It begins so, and goes on as no hexadecimal octets, or as no number.</exception>
    public static bool TryHex(string text, out byte[] octets)
    {
        octets = [];
        if (text.StartsWith("zeros:", StringComparison.Ordinal))
        {
            octets = int.TryParse(text[6..], NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count <= 1 << 24
                ? new byte[count]
                : throw new FormatException($"'{text}': write zeros:60000 for so many octets of zero");
            return true;
        }

        if (!text.StartsWith("hex:", StringComparison.Ordinal))
            return false;
        octets = Hex(text[4..]);
        return true;
    }

    /// <summary>Reads hexadecimal octets, with or without spaces.</summary>
    /// <exception cref="FormatException">They are none.</exception>
    public static byte[] Hex(string text)
    {
        try
        {
            return Convert.FromHexString(string.Concat(text.Where(c => !char.IsWhiteSpace(c))));
        }
        catch (FormatException)
        {
            throw new FormatException($"'{(text.Length > 40 ? text[..40] + "…" : text)}' is not hexadecimal: two digits an octet");
        }
    }

    private static ulong Number(string text, AvpDefinition definition)
    {
        bool isHex = text.StartsWith("0x", StringComparison.Ordinal);
        if (ulong.TryParse(isHex ? text[2..] : text, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
            return number;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long negative)
            ? unchecked((ulong)negative)
            : throw new FormatException($"{definition.Name} is a number, not '{text}'");
    }

    private static byte[] Big(ulong value, int size)
    {
        List<byte> octets = [];
        if (size == 8)
            NaiveMessage.AddNumber(octets, (uint)(value >> 32), 4);
        NaiveMessage.AddNumber(octets, (uint)value, 4);
        return [.. octets];
    }
}
