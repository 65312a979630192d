using System.Diagnostics.Metrics;
using System.Globalization;
using EirDiameter.Equipment;

namespace EirDiameter.Node.Metrics;

/// <summary>Adds up the counters of all connections and shows them as <c>eir_checks_total</c> and <c>eir_check_duration_seconds</c>.</summary>
public sealed class CheckMeter
{
    private readonly Lock _gate = new();
    private readonly List<CheckCounters> _live = [];
    private readonly long[] _closedChecks = new long[CheckCounters.Statuses * CheckCounters.Bases];
    private readonly long[] _closedDurations = new long[CheckCounters.DurationBounds.Length + 1];
    private readonly string _interface;
    private long _closedTicks;

    /// <summary>Makes the instruments on <paramref name="meter"/>; <paramref name="interfaceName"/> is their <c>interface</c> label.</summary>
    public CheckMeter(Meter meter, string interfaceName)
    {
        _interface = interfaceName;
        meter.CreateObservableCounter("eir_checks_total", Checks, description: "Equipment checks answered, by what the answer was and which rule decided.");
        meter.CreateObservableCounter("eir_check_duration_seconds_bucket", Buckets, description: "From the read that brought a check to the writing of its answer.");
        meter.CreateObservableCounter("eir_check_duration_seconds_count", () => Sum().Durations.Sum());
        meter.CreateObservableCounter("eir_check_duration_seconds_sum", () => (double)Sum().Ticks / TimeProvider.System.TimestampFrequency);
    }

    /// <summary>Counters for a new connection or worker.</summary>
    public CheckCounters Open()
    {
        CheckCounters counters = new();
        lock (_gate) _live.Add(counters);
        return counters;
    }

    /// <summary>Keeps what a closed connection counted. Its owner must not count any more.</summary>
    public void Close(CheckCounters counters)
    {
        lock (_gate)
        {
            if (_live.Remove(counters)) counters.AddTo(_closedChecks, _closedDurations, ref _closedTicks);
        }
    }

    private (long[] Checks, long[] Durations, long Ticks) Sum()
    {
        lock (_gate)
        {
            long[] checks = [.. _closedChecks];
            long[] durations = [.. _closedDurations];
            long ticks = _closedTicks;
            foreach (CheckCounters counters in _live) counters.AddTo(checks, durations, ref ticks);
            return (checks, durations, ticks);
        }
    }

    private IEnumerable<Measurement<long>> Checks()
    {
        long[] checks = Sum().Checks;
        for (int i = 0; i < checks.Length; i++)
        {
            if (checks[i] == 0) continue;
            int status = i / CheckCounters.Bases;
            yield return new Measurement<long>(
                checks[i],
                new("interface", _interface),
                new("status", status == CheckCounters.ErrorStatus ? "error" : Words.Of((EquipmentStatus)status)),
                new("basis", Words.Of((DecisionBasis)(i % CheckCounters.Bases))));
        }
    }

    private IEnumerable<Measurement<long>> Buckets()
    {
        long[] durations = Sum().Durations;
        long cumulative = 0;
        for (int i = 0; i < durations.Length; i++)
        {
            cumulative += durations[i];
            string bound = i < CheckCounters.DurationBounds.Length ? CheckCounters.DurationBounds[i].ToString("0.######", CultureInfo.InvariantCulture) : "+Inf";
            yield return new Measurement<long>(cumulative, new KeyValuePair<string, object?>("le", bound));
        }
    }
}
