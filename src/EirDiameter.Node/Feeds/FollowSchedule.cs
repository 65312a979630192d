namespace EirDiameter.Node.Feeds;

/// <summary>
/// When a feed is asked again: every interval with a tenth more or less, so that nodes that started together do not ask together; after a
/// failure sooner, then slower and slower up to the interval.
/// </summary>
/// <param name="interval">The time between two attempts.</param>
/// <param name="random">Numbers from 0 to 1.</param>
internal sealed class FollowSchedule(TimeSpan interval, Func<double> random)
{
    /// <summary>The longest wait before the first attempt.</summary>
    public static readonly TimeSpan MaxFirst = TimeSpan.FromSeconds(1);

    /// <summary>The wait after the first failure, before the tenth more or less.</summary>
    public static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);

    private int _failures;

    /// <summary>The wait before the first attempt.</summary>
    public TimeSpan First() => random() * Lesser(MaxFirst, interval);

    /// <summary>The wait after an attempt that failed or not.</summary>
    public TimeSpan Next(bool failed)
    {
        _failures = failed ? Math.Min(_failures + 1, 32) : 0;
        TimeSpan wait = _failures == 0 ? interval : Lesser(interval, FirstRetry * Math.Pow(2, _failures - 1));
        return wait * (0.9 + (0.2 * random()));
    }

    private static TimeSpan Lesser(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
