namespace EirDiameter.Equipment;

/// <summary>
/// One listing whole, as a feed states it: what it names, on which list, why and when. A feed has at most one of the same
/// <see cref="From"/>, <see cref="To"/>, <see cref="Imsi"/> and <see cref="List"/>.
/// </summary>
/// <param name="From">The equipment, or the first key of a range or TAC.</param>
/// <param name="To">The last key of a range or TAC, inclusive; equal to <paramref name="From"/> for one equipment or a pair.</param>
/// <param name="Imsi">The subscriber of a pair; else <see cref="Imsi.None"/>.</param>
/// <param name="List">The list.</param>
/// <param name="Reason">Why; empty = not given.</param>
/// <param name="Validity">When it counts.</param>
public readonly record struct FeedListing(EquipmentKey From, EquipmentKey To, Imsi Imsi, EquipmentList List, string Reason, Validity Validity)
{
    /// <summary>Whether it names a range or TAC.</summary>
    public bool IsRange => From != To;

    /// <summary>The bucket of the key space it belongs to: <see cref="ListingDigest.BucketOf"/>.</summary>
    public int Bucket => ListingDigest.BucketOf(From);

    /// <summary>What it adds to its bucket's digest.</summary>
    public ulong Digest => ListingDigest.Of(From, To, Imsi, List, Validity, ListingDigest.OfReason(Reason));

    /// <summary>The equipment column of a list file: 14 digits, or `A-B` of two keys, or the 8 digits of a TAC.</summary>
    public string EquipmentText =>
        !IsRange ? From.ToString()
        : !From.IsMeid && From == From.Tac.First && To == From.Tac.Last ? From.Tac.ToString()
        : $"{From}-{To}";
}
