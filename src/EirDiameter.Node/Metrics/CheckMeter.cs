using System.Diagnostics.Metrics;
using System.Globalization;
using EirDiameter.Equipment;

namespace EirDiameter.Node.Metrics;

/// <summary>Shows the counters of every interface as <c>eir_checks_total</c>, and of all together as <c>eir_check_duration_seconds</c>.</summary>
public sealed class CheckMeter
{
    private readonly InterfaceChecks[] _interfaces;

    /// <summary>Makes the instruments on <paramref name="meter"/>.</summary>
    public CheckMeter(Meter meter, params InterfaceChecks[] interfaces)
    {
        _interfaces = interfaces;
        meter.CreateObservableCounter("eir_checks_total", Checks, description: "Equipment checks answered, by what the answer was and which rule decided.");
        meter.CreateObservableCounter("eir_check_duration_seconds_bucket", Buckets, description: "From the read that brought a check to the writing of its answer.");
        meter.CreateObservableCounter("eir_check_duration_seconds_count", () => All().Durations.Sum());
        meter.CreateObservableCounter("eir_check_duration_seconds_sum", () => (double)All().DurationTicks / TimeProvider.System.TimestampFrequency);
    }

    private CheckSums All()
    {
        CheckSums sums = new();
        foreach (InterfaceChecks one in _interfaces) one.AddTo(sums);
        return sums;
    }

    private IEnumerable<Measurement<long>> Checks() => _interfaces.SelectMany(ChecksOf);

    private static IEnumerable<Measurement<long>> ChecksOf(InterfaceChecks one)
    {
        CheckSums sums = new();
        one.AddTo(sums);
        for (int i = 0; i < sums.Checks.Length; i++)
        {
            if (sums.Checks[i] == 0) continue;
            int status = i / CheckCounters.Bases;
            yield return new Measurement<long>(
                sums.Checks[i],
                new("interface", one.Name),
                new("status", status == CheckCounters.ErrorStatus ? "error" : Words.Of((EquipmentStatus)status)),
                new("basis", Words.Of((DecisionBasis)(i % CheckCounters.Bases))));
        }
    }

    private IEnumerable<Measurement<long>> Buckets()
    {
        long[] durations = All().Durations;
        long cumulative = 0;
        for (int i = 0; i < durations.Length; i++)
        {
            cumulative += durations[i];
            string bound = i < CheckCounters.DurationBounds.Length ? CheckCounters.DurationBounds[i].ToString("0.######", CultureInfo.InvariantCulture) : "+Inf";
            yield return new Measurement<long>(cumulative, new KeyValuePair<string, object?>("le", bound));
        }
    }
}
