namespace EirDiameter.Node.Configuration;

/// <summary>Section <c>Seen</c>: the memory of which equipment this node was asked about in the last 24 hours, which a restart empties.</summary>
public sealed record SeenSection
{
    /// <summary>The most that <see cref="MaxEquipment"/> may be: 1 GiB of memory.</summary>
    internal const int MostEquipment = 1 << 27;

    /// <summary>
    /// How much equipment is remembered, 0 to 134 217 728, rounded up to a power of two; each takes 8 octets of memory. 0 = none: the guard
    /// <c>MaxSeenNewlyBlackPercent</c> is without effect then.
    /// </summary>
    public int MaxEquipment { get; init; } = 1 << 21;
}
