using System.Text;
using EirDiameter.Equipment;

namespace EirDiameter.Feed;

/// <summary>What a listing must be so that it can be written into a segment and read back the same.</summary>
public static class ListingRules
{
    /// <summary>Octets of the longest reason, in UTF-8.</summary>
    public const int MaxReasonBytes = 1024;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Null, or why the listing cannot be published.</summary>
    public static string? FaultOf(in FeedListing listing) => FaultWithoutReason(listing) ?? FaultOfReason(listing.Reason);

    /// <summary>Null, or why no listing can have this reason.</summary>
    public static string? FaultOfReason(string? reason)
    {
        if (reason is null)
            return "its reason is null; not given is empty";
        if (reason.Any(char.IsControl))
            return "its reason has control characters or line breaks";
        if (reason.StartsWith(' ') || reason.EndsWith(' '))
            return "its reason begins or ends with a space";
        try
        {
            return Strict.GetByteCount(reason) > MaxReasonBytes ? $"its reason is longer than {MaxReasonBytes} octets" : null;
        }
        catch (EncoderFallbackException)
        {
            return "its reason is not well-formed Unicode";
        }
    }

    internal static string? FaultWithoutReason(in FeedListing listing)
    {
        if (!IsKey(listing.From) || !IsKey(listing.To))
            return "it names neither an IMEI's 14 digits nor a MEID";
        if (listing.To < listing.From || listing.From.IsMeid != listing.To.IsMeid)
            return "its range ends before it begins, or reaches from IMEIs to MEIDs";
        if (listing.IsRange && !listing.Imsi.IsNone)
            return "it gives an IMSI with a TAC or a range";
        if (!IsImsi(listing.Imsi))
            return "its IMSI is not 6 to 15 digits";
        if (listing.List > EquipmentList.Grey)
            return "its list is none of white, grey, black";
        Validity validity = listing.Validity;
        if (validity.EffectiveQuarters == Validity.MaxQuarters)
            return "its effective date is after all that can be kept";
        return validity.EffectiveQuarters != 0 && validity.ExpiresQuarters <= validity.EffectiveQuarters ? "it expires before it is effective" : null;
    }

    private static bool IsKey(EquipmentKey key) =>
        key.Value <= EquipmentKey.MaxImei || (key.IsMeid && key.Value <= EquipmentKey.MaxMeid);

    private static bool IsImsi(Imsi imsi)
    {
        if (imsi.IsNone)
            return true;
        if (imsi.Length is < Imsi.MinLength or > Imsi.MaxLength)
            return false;
        ulong limit = 1;
        for (int i = 0; i < imsi.Length; i++)
            limit *= 10;
        return imsi.Digits < limit;
    }
}
