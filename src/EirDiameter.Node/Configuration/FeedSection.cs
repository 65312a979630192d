namespace EirDiameter.Node.Configuration;

/// <summary>One entry of <c>Feeds</c>: a feed beside the four that are always there, or one that is followed, or both.</summary>
public sealed record FeedSection
{
    /// <summary>The feed's name: 1 to 32 lower-case letters, digits or <c>-</c>. A feed that is followed must be published under this name.</summary>
    public string Name { get; init; } = "";

    /// <summary>
    /// Where the feed is published: the <c>http</c> or <c>https</c> address of the folder that holds <c>manifest.json</c>. A slash at its end
    /// is added if missing. Null = the feed is not followed; load it with <c>eirctl import --feed</c>.
    /// </summary>
    public string? Url { get; init; }

    /// <summary>PEM file of the P-256 public key that signs the feed. Needed with <see cref="Url"/>.</summary>
    public string? PublicKey { get; init; }

    /// <summary>Shown to the publisher as <c>Authorization: Bearer KEY</c>; null = nothing is shown.</summary>
    public string? Key { get; init; }

    /// <summary>Seconds between two looks for something new, 1 to 86 400.</summary>
    public int IntervalSeconds { get; init; } = 300;

    /// <summary>
    /// Seconds after which a feed that could not be confirmed as up to date is stale: from twice <see cref="IntervalSeconds"/>, since looks come a little late and
    /// one may fail, to 31 536 000 (a year).
    /// </summary>
    public int StaleAfterSeconds { get; init; } = 86_400;

    /// <summary>What becomes of a stale feed's listings: <c>keep</c> (they count on) or <c>ignore</c> (they do not count until the feed is fresh again).</summary>
    public string WhenStale { get; init; } = KeepWhenStale;

    /// <summary>What an update may do without an operator's consent.</summary>
    public GuardSection Guards { get; init; } = new();

    /// <summary>Value of <see cref="WhenStale"/>: listings of a stale feed count on.</summary>
    internal const string KeepWhenStale = "keep";

    /// <summary>Value of <see cref="WhenStale"/>: listings of a stale feed do not count.</summary>
    internal const string IgnoreWhenStale = "ignore";
}

/// <summary>
/// Section <c>Feeds:N:Guards</c>: bounds on what one update of a followed feed may change. An update that goes beyond one is held until an
/// operator approves or rejects it. Null (in the environment and on the command line: empty) turns a guard off; 0 holds every change of its kind.
/// </summary>
public sealed record GuardSection
{
    /// <summary>
    /// The most by which the feed may shrink, in percent of its listings, of those on its black list, and of the TACs and serial numbers of its produced
    /// ranges, 0 to 100; null = off.
    /// </summary>
    public double? MaxShrinkPercent { get; init; } = 25;

    /// <summary>The most listings that may turn black, in percent of the feed's listings before, 0 to 100; null = off.</summary>
    public double? MaxNewlyBlackPercent { get; init; } = 10;

    /// <summary>
    /// The most listings that may turn black, and beside them the most equipment that ranges and TACs may turn black, 0 or more; null = off. One TAC is
    /// 1 000 000 equipment. In the first load of an empty feed it bounds the widest range alone.
    /// </summary>
    public long? MaxNewlyBlack { get; init; } = 1_000_000;

    /// <summary>
    /// The most equipment that may turn black, or be answered otherwise since it counts as not produced, in percent of the equipment that this node
    /// was asked about in the last 24 hours, 0 to 100; null = off. Without effect while <c>Seen:MaxEquipment</c> is 0.
    /// </summary>
    public double? MaxSeenNewlyBlackPercent { get; init; } = 1;
}
