using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;
using EirDiameter.Protocol;

namespace EirDiameter.Conformance.Wire;

/// <summary>The data of an AVP for people, by the type that the dictionary gives it; <c>hex:</c> for what is no value of that type.</summary>
internal static class AvpValueText
{
    private static readonly DateTimeOffset TimeZero = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    // What a reader of S13 meets, by (code, value); vendors need no part of it: no code has two of them here.
    private static readonly Dictionary<(uint Code, uint Value), string> Meanings = new()
    {
        [(1445, 0)] = "white",
        [(1445, 1)] = "black",
        [(1445, 2)] = "grey",
        [(277, 0)] = "STATE_MAINTAINED",
        [(277, 1)] = "NO_STATE_MAINTAINED",
        [(273, 0)] = "REBOOTING",
        [(273, 1)] = "BUSY",
        [(273, 2)] = "DO_NOT_WANT_TO_TALK_TO_YOU",
        [(266, 10415)] = "3GPP",
        [(265, 10415)] = "3GPP",
        [(258, 16777252)] = "S13",
        [(258, 0xFFFFFFFF)] = "relay",
        [(268, 2001)] = "DIAMETER_SUCCESS",
        [(268, 3001)] = "DIAMETER_COMMAND_UNSUPPORTED",
        [(268, 3002)] = "DIAMETER_UNABLE_TO_DELIVER",
        [(268, 3003)] = "DIAMETER_REALM_NOT_SERVED",
        [(268, 3004)] = "DIAMETER_TOO_BUSY",
        [(268, 3007)] = "DIAMETER_APPLICATION_UNSUPPORTED",
        [(268, 3008)] = "DIAMETER_INVALID_HDR_BITS",
        [(268, 3009)] = "DIAMETER_INVALID_AVP_BITS",
        [(268, 3010)] = "DIAMETER_UNKNOWN_PEER",
        [(268, 5001)] = "DIAMETER_AVP_UNSUPPORTED",
        [(268, 5004)] = "DIAMETER_INVALID_AVP_VALUE",
        [(268, 5005)] = "DIAMETER_MISSING_AVP",
        [(268, 5008)] = "DIAMETER_AVP_NOT_ALLOWED",
        [(268, 5009)] = "DIAMETER_AVP_OCCURS_TOO_MANY_TIMES",
        [(268, 5010)] = "DIAMETER_NO_COMMON_APPLICATION",
        [(268, 5011)] = "DIAMETER_UNSUPPORTED_VERSION",
        [(268, 5012)] = "DIAMETER_UNABLE_TO_COMPLY",
        [(268, 5014)] = "DIAMETER_INVALID_AVP_LENGTH",
        [(268, 5015)] = "DIAMETER_INVALID_MESSAGE_LENGTH",
        [(298, 5422)] = "DIAMETER_ERROR_EQUIPMENT_UNKNOWN",
    };

    /// <summary>The value in readable form, on one line. Text is quoted; numbers that have a meaning get it in parentheses.</summary>
    /// <param name="definition">What the dictionary says of the AVP; null for an AVP that it does not have.</param>
    /// <param name="data">The data, without padding.</param>
    public static string Of(AvpDefinition? definition, byte[] data)
    {
        switch (definition?.Type)
        {
            case AvpType.Unsigned32 or AvpType.Enumerated when data.Length == 4:
                uint number = BinaryPrimitives.ReadUInt32BigEndian(data);
                return Meanings.TryGetValue((definition.Code, number), out string? meaning) ? $"{number} ({meaning})" : $"{number}";
            case AvpType.Integer32 when data.Length == 4:
                return $"{BinaryPrimitives.ReadInt32BigEndian(data)}";
            case AvpType.Unsigned64 when data.Length == 8:
                return $"{BinaryPrimitives.ReadUInt64BigEndian(data)}";
            case AvpType.Integer64 when data.Length == 8:
                return $"{BinaryPrimitives.ReadInt64BigEndian(data)}";
            case AvpType.Float32 when data.Length == 4:
                return BinaryPrimitives.ReadSingleBigEndian(data).ToString(CultureInfo.InvariantCulture);
            case AvpType.Float64 when data.Length == 8:
                return BinaryPrimitives.ReadDoubleBigEndian(data).ToString(CultureInfo.InvariantCulture);
            case AvpType.Address when data is [0, 1, _, _, _, _] || data is [0, 2, ..] && data.Length == 18:
                return new IPAddress(data.AsSpan(2)).ToString();
            case AvpType.Time when data.Length == 4:
                return Time(BinaryPrimitives.ReadUInt32BigEndian(data)).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
            case AvpType.UTF8String or AvpType.DiameterIdentity or AvpType.DiameterURI or AvpType.IPFilterRule:
                return Quoted(data) ?? Hex(data);
            case null or AvpType.OctetString when data.Length > 0 && !data.AsSpan().ContainsAnyExceptInRange((byte)' ', (byte)'~'):
                return Quoted(data) ?? Hex(data);
            default:
                return Hex(data);
        }
    }

    private static string Hex(byte[] data) => $"hex:{Convert.ToHexStringLower(data)}";

    // RFC 6733 4.3.1 and RFC 5905 6: after the overflow of 2036 the highest bit is clear.
    private static DateTimeOffset Time(uint seconds) => TimeZero.AddSeconds(seconds < 0x80000000 ? seconds + 0x100000000L : seconds);

    // Text from the wire must not move a reader's cursor: nothing but what has a shape of its own is shown as it is.
    private static string? Quoted(byte[] data)
    {
        try
        {
            StringBuilder text = new("\"");
            foreach (Rune rune in StrictUtf8.GetString(data).EnumerateRunes())
            {
                if (rune.Value is '"' or '\\')
                    text.Append('\\').Append(rune);
                else if (Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                    text.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
                else
                    text.Append(rune);
            }

            return text.Append('"').ToString();
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
