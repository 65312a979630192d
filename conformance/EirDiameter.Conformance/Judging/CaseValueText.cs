using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;
using EirDiameter.Conformance.Wire;
using EirDiameter.Protocol;

namespace EirDiameter.Conformance.Judging;

/// <summary>The value of an AVP as a case would write it.</summary>
internal static class CaseValueText
{
    private const int Longest = 80;

    /// <summary>The value.</summary>
    public static string Of(NaiveAvp avp)
    {
        AvpDefinition? definition = AvpDictionary.Find(avp.Code, avp.Vendor);
        if (definition is null || !definition.AllowsSize(avp.Data.Length))
            return Hex(avp.Data);
        return definition.Type switch
        {
            AvpType.Unsigned32 or AvpType.Time => avp.Number.ToString(CultureInfo.InvariantCulture),
            AvpType.Enumerated or AvpType.Integer32 => ((int)avp.Number).ToString(CultureInfo.InvariantCulture),
            AvpType.Unsigned64 => BinaryPrimitives.ReadUInt64BigEndian(avp.Data).ToString(CultureInfo.InvariantCulture),
            AvpType.Integer64 => BinaryPrimitives.ReadInt64BigEndian(avp.Data).ToString(CultureInfo.InvariantCulture),
            AvpType.Address => Address(avp.Data),
            AvpType.Grouped => Group(avp.Data),
            AvpType.UTF8String or AvpType.DiameterIdentity or AvpType.DiameterURI or AvpType.IPFilterRule => Text(avp.Data),
            _ => Hex(avp.Data),
        };
    }

    private static string Group(byte[] data) => NaiveMessage.DecodeAvps(data) is { } members
        ? $"{{{string.Join(", ", members.Select(member => $"{AvpNames.NameOf(member.Code, member.Vendor)}: {Of(member)}"))}}}"
        : Hex(data);

    private static string Address(byte[] data) => (data[1], data.Length) is (1, 6) or (2, 18) && data[0] == 0 ? new IPAddress(data[2..]).ToString() : Hex(data);

    private static string Text(byte[] data) =>
        data.All(octet => octet is >= 0x20 and not 0x7F) ? Encoding.UTF8.GetString(data) : Hex(data);

    private static string Hex(byte[] data) =>
        data.Length <= Longest ? $"hex:{Convert.ToHexStringLower(data)}" : $"hex:{Convert.ToHexStringLower(data.AsSpan(0, Longest))}… ({data.Length} octets)";
}
