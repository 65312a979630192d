using EirDiameter.Equipment;

namespace EirDiameter.Store;

/// <summary>
/// When a listing on the black list blocks, as of now: what turns black by a change of times is told from what was black all along. A later end
/// turns nothing black, since what blocks now goes on; an earlier beginning does, and so does a beginning anew of what had ended.
/// </summary>
/// <param name="now">The current quarter hour, as <see cref="Validity"/> counts them.</param>
internal readonly struct BlackSpan(uint now)
{
    private const uint Never = uint.MaxValue;

    /// <summary>Whether something blocks that did not, or sooner than it would have.</summary>
    /// <param name="was">The black listing before; default = none.</param>
    /// <param name="is">The black listing after; default = none.</param>
    public bool Begins(PackedListing was, PackedListing @is) => From(@is) < From(was);

    /// <summary>Whether something that was listed black is so no longer, or only later.</summary>
    /// <param name="was">The black listing before; default = none.</param>
    /// <param name="is">The black listing after; default = none.</param>
    public bool Ends(PackedListing was, PackedListing @is) => was != default && (@is == default || From(@is) > From(was));

    private uint From(PackedListing black)
    {
        if (black == default || black.Validity.ExpiresQuarters <= now)
            return Never;
        return Math.Max(black.Validity.EffectiveQuarters, now);
    }
}
