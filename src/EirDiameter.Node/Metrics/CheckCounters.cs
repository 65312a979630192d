using EirDiameter.Equipment;

namespace EirDiameter.Node.Metrics;

/// <summary>
/// What one connection or worker counted. Only its owner writes, without locks, so counting costs a plain increment;
/// <see cref="CheckMeter"/> adds all of them up when somebody asks.
/// </summary>
public sealed class CheckCounters
{
    /// <summary>Upper bounds of the duration buckets, in seconds; one more bucket takes the rest.</summary>
    public static readonly double[] DurationBounds =
        [0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];

    internal const int Statuses = 5;
    internal const int Bases = 16;

    /// <summary>Row of the answers that were errors.</summary>
    internal const int ErrorStatus = 4;

    private static readonly long[] BoundTicks = [.. DurationBounds.Select(seconds => (long)(seconds * TimeProvider.System.TimestampFrequency))];

    private readonly long[] _checks = new long[Statuses * Bases];
    private readonly long[] _durations = new long[DurationBounds.Length + 1];
    private long _durationTicks;

    /// <summary>Counts one decision.</summary>
    public void Count(EquipmentStatus status, DecisionBasis basis) => _checks[((int)status * Bases) + (int)basis]++;

    /// <summary>Counts a check that was answered with an error, not a status.</summary>
    public void CountError(DecisionBasis basis) => _checks[(ErrorStatus * Bases) + (int)basis]++;

    /// <summary>Records that <paramref name="checks"/> checks took <paramref name="ticks"/> timestamp ticks each.</summary>
    public void Record(long ticks, int checks)
    {
        int bucket = 0;
        while (bucket < BoundTicks.Length && ticks > BoundTicks[bucket]) bucket++;
        _durations[bucket] += checks;
        _durationTicks += ticks * checks;
    }

    internal void AddTo(CheckSums sums)
    {
        for (int i = 0; i < _checks.Length; i++) sums.Checks[i] += Volatile.Read(ref _checks[i]);
        for (int i = 0; i < _durations.Length; i++) sums.Durations[i] += Volatile.Read(ref _durations[i]);
        sums.DurationTicks += Volatile.Read(ref _durationTicks);
    }
}
