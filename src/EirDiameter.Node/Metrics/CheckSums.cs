namespace EirDiameter.Node.Metrics;

/// <summary>What several <see cref="CheckCounters"/> counted together.</summary>
internal sealed class CheckSums
{
    public long[] Checks { get; } = new long[CheckCounters.Statuses * CheckCounters.Bases];

    public long[] Durations { get; } = new long[CheckCounters.DurationBounds.Length + 1];

    public long DurationTicks { get; set; }

    public void Add(CheckSums other)
    {
        for (int i = 0; i < Checks.Length; i++) Checks[i] += other.Checks[i];
        for (int i = 0; i < Durations.Length; i++) Durations[i] += other.Durations[i];
        DurationTicks += other.DurationTicks;
    }
}
