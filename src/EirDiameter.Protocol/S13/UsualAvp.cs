using System.Buffers.Binary;

namespace EirDiameter.Protocol;

/// <summary>Whether an AVP that plays no part in the decision can be let through: the good-path twin of the inspection's row 7, 8, 14 and 18.</summary>
internal static class UsualAvp
{
    /// <param name="octets">The AVP, without padding; at least 8 octets.</param>
    /// <param name="code">Its code.</param>
    /// <param name="flags">Its V and M bits.</param>
    /// <param name="definition">What is known of it; null if nothing.</param>
    public static bool IsGood(ReadOnlySpan<byte> octets, uint code, AvpFlags flags, out AvpDefinition? definition)
    {
        definition = null;
        uint vendorId = 0;
        int headerSize = AvpHeader.Size;
        if ((flags & AvpFlags.Vendor) != 0)
        {
            headerSize = AvpHeader.VendorSize;
            if (octets.Length < headerSize)
                return false;
            vendorId = BinaryPrimitives.ReadUInt32BigEndian(octets[AvpHeader.Size..]);
            if (vendorId == 0)
                return false;
        }

        definition = AvpDictionary.Find(code, vendorId);
        if (definition is null)
            return (flags & AvpFlags.Mandatory) == 0;
        ReadOnlySpan<byte> data = octets[headerSize..];
        return definition.AllowsSize(data.Length) && definition.AllowsFlags(flags) && AvpValues.IsValid(definition, data);
    }

    public static bool IsGood(in Avp avp, out AvpDefinition? definition)
    {
        definition = null;
        if ((avp.Flags & AvpFlags.Vendor) != 0 && avp.VendorId == 0)
            return false;
        definition = AvpDictionary.Find(avp.Code, avp.VendorId);
        if (definition is null)
            return !avp.IsMandatory;
        return definition.AllowsSize(avp.Data.Length) && definition.AllowsFlags(avp.Flags) && AvpValues.IsValid(definition, avp.Data);
    }

    /// <summary>The AVPs of a group, one level.</summary>
    public static bool IsGoodGroup(ReadOnlySpan<byte> group)
    {
        var reader = new AvpReader(group);
        while (reader.MoveNext())
        {
            Avp avp = reader.Current;
            if (!IsGood(in avp, out _))
                return false;
        }

        return !reader.Malformed;
    }
}
