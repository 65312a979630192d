namespace EirDiameter.Protocol;

/// <summary>
/// The AVPs this node knows, as data. To know an AVP is to tolerate it with the M bit set; what is not here and has the M bit is
/// refused with 5001 (RFC 6733 4.1).
/// </summary>
public static partial class AvpDictionary
{
    // Two vendors, both with small codes: an index by code finds a definition without hashing. 0 = not known.
    private const int BaseCodes = 1024;
    private const int ThreeGppCodes = 4096;
    private static readonly AvpDefinition[] Definitions = [.. BaseDefinitions(), .. ThreeGppDefinitions()];
    private static readonly byte[] BaseIndex = IndexOf(Vendors.None, BaseCodes);
    private static readonly byte[] ThreeGppIndex = IndexOf(Vendors.ThreeGpp, ThreeGppCodes);

    /// <summary>All definitions.</summary>
    public static IReadOnlyList<AvpDefinition> All => Definitions;

    /// <summary>The definition of an AVP, or null when it is not known. An AVP is named by code and vendor together.</summary>
    public static AvpDefinition? Find(uint code, uint vendorId)
    {
        byte[] index = BaseIndex;
        if (vendorId != Vendors.None)
        {
            if (vendorId != Vendors.ThreeGpp)
                return null;
            index = ThreeGppIndex;
        }

        if (code >= (uint)index.Length)
            return null;
        int position = index[code];
        return position == 0 ? null : Definitions[position - 1];
    }

    private static byte[] IndexOf(uint vendorId, int codes)
    {
        byte[] index = new byte[codes];
        for (int i = 0; i < Definitions.Length; i++)
        {
            if (Definitions[i].VendorId == vendorId)
                index[Definitions[i].Code] = checked((byte)(i + 1));
        }

        return index;
    }
}
