namespace EirDiameter.Equipment;

/// <summary>
/// From when (inclusive) until when (exclusive) a listing counts, kept in quarter hours since 2000-01-01T00:00Z of 22 bits each,
/// which reach into 2119. A beginning is rounded down and an end is rounded up, so that a listing never counts for less than was
/// said. Times outside that span count as "always was" and "never ends". The default value is <see cref="Always"/>.
/// </summary>
public readonly record struct Validity
{
    /// <summary>The highest quarter hour; as an end it means "never ends".</summary>
    public const uint MaxQuarters = (1u << 22) - 1;

    private static readonly DateTimeOffset Origin = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly long TicksPerQuarter = TimeSpan.FromMinutes(15).Ticks;

    // Kept as the distance from "never ends", so that default(Validity) is Always and a forgotten validity loses no black listing.
    private readonly uint _beforeNever;

    /// <summary>From kept quarter hours; values above <see cref="MaxQuarters"/> are taken as it.</summary>
    /// <param name="effectiveQuarters">First quarter hour that counts; 0 = always was.</param>
    /// <param name="expiresQuarters">First quarter hour that no longer counts; <see cref="MaxQuarters"/> = never ends.</param>
    public Validity(uint effectiveQuarters, uint expiresQuarters)
    {
        EffectiveQuarters = Math.Min(effectiveQuarters, MaxQuarters);
        _beforeNever = MaxQuarters - Math.Min(expiresQuarters, MaxQuarters);
    }

    /// <summary>Always was, never ends.</summary>
    public static Validity Always => default;

    /// <summary>First quarter hour that counts; 0 = always was.</summary>
    public uint EffectiveQuarters { get; }

    /// <summary>First quarter hour that no longer counts; <see cref="MaxQuarters"/> = never ends.</summary>
    public uint ExpiresQuarters => MaxQuarters - _beforeNever;

    /// <summary>The beginning, UTC; null = always was.</summary>
    public DateTimeOffset? Effective => EffectiveQuarters == 0 ? null : TimeOf(EffectiveQuarters);

    /// <summary>The end, UTC; null = never.</summary>
    public DateTimeOffset? Expires => ExpiresQuarters == MaxQuarters ? null : TimeOf(ExpiresQuarters);

    /// <summary>From times, of which either may be left out. False if the end is not after the beginning.</summary>
    public static bool TryCreate(DateTimeOffset? effective, DateTimeOffset? expires, out Validity validity) =>
        TryCreate(effective, expires, out validity, out _);

    /// <summary>From times, of which either may be left out.</summary>
    /// <param name="effective">The beginning, inclusive; null = always was.</param>
    /// <param name="expires">The end, exclusive; null = never.</param>
    /// <param name="validity">The validity, or <see cref="Always"/> if refused.</param>
    /// <param name="error">Null, or why it was refused: the end is not after the beginning.</param>
    public static bool TryCreate(DateTimeOffset? effective, DateTimeOffset? expires, out Validity validity, out string? error)
    {
        if (effective is DateTimeOffset from && expires is DateTimeOffset until && until <= from)
        {
            error = $"expires {Write(until)} is not after effective {Write(from)}";
            validity = Always;
            return false;
        }

        // A beginning after the span is kept as its last quarter hour: not yet, for as long as anyone here will ask.
        uint first = effective is null ? 0 : Math.Min(QuarterOf(effective.Value), MaxQuarters - 1);
        uint end = expires is null ? MaxQuarters : QuarterOf(RoundUp(expires.Value));
        validity = new Validity(first, end);
        error = null;
        return true;
    }

    /// <summary>The quarter hour a time falls in, rounded down; 0 before 2000, <see cref="MaxQuarters"/> after the span.</summary>
    public static uint QuarterOf(DateTimeOffset time)
    {
        long ticks = time.UtcTicks - Origin.UtcTicks;
        return ticks <= 0 ? 0 : (uint)Math.Min(ticks / TicksPerQuarter, MaxQuarters);
    }

    /// <summary>The beginning of a quarter hour, UTC.</summary>
    public static DateTimeOffset TimeOf(uint quarters) => Origin.AddTicks(quarters * TicksPerQuarter);

    /// <summary>Whether a listing of this validity counts in the quarter hour <paramref name="nowQuarters"/>.</summary>
    public bool Covers(uint nowQuarters) =>
        nowQuarters >= EffectiveQuarters && (nowQuarters < ExpiresQuarters || _beforeNever == 0);

    private static DateTimeOffset RoundUp(DateTimeOffset time) =>
        time > DateTimeOffset.MaxValue.AddTicks(-TicksPerQuarter) ? time : time.AddTicks(TicksPerQuarter - 1);

    private static string Write(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
