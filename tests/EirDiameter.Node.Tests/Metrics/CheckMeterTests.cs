using System.Diagnostics.Metrics;
using EirDiameter.Equipment;
using EirDiameter.Node.Metrics;
using Xunit;

namespace EirDiameter.Node.Tests.Metrics;

public sealed class CheckMeterTests
{
    [Fact]
    public async Task What_connections_counted_is_summed_and_kept_when_they_close()
    {
        using NodeMetrics metrics = new();
        CheckCounters first = metrics.S13.Open();
        CheckCounters second = metrics.S13.Open();
        first.Count(EquipmentStatus.Black, DecisionBasis.Equipment);
        first.Count(EquipmentStatus.Black, DecisionBasis.Equipment);
        second.Count(EquipmentStatus.Unknown, DecisionBasis.Unlisted);
        second.CountError(DecisionBasis.Malformed);
        metrics.S13.Close(first);
        metrics.S13.Close(first);
        second.Count(EquipmentStatus.Black, DecisionBasis.Equipment);

        string text = await metrics.TextAsync(CancellationToken.None);

        Assert.Contains("eir_checks_total{basis=\"equipment\",interface=\"s13\",status=\"black\"} 3\n", Sorted(text), StringComparison.Ordinal);
        Assert.Contains("eir_checks_total{basis=\"unlisted\",interface=\"s13\",status=\"unknown\"} 1\n", Sorted(text), StringComparison.Ordinal);
        Assert.Contains("eir_checks_total{basis=\"malformed\",interface=\"s13\",status=\"error\"} 1\n", Sorted(text), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_interface_is_counted_apart_and_the_durations_of_all_together()
    {
        using NodeMetrics metrics = new();
        CheckCounters s13 = metrics.S13.Open();
        CheckCounters n17 = metrics.N17.Open();
        s13.Count(EquipmentStatus.Grey, DecisionBasis.Tac);
        n17.Count(EquipmentStatus.Grey, DecisionBasis.Tac);
        n17.Count(EquipmentStatus.Grey, DecisionBasis.Tac);
        s13.Record(1, 1);
        n17.Record(1, 2);
        metrics.N17.Close(n17);

        string text = Sorted(await metrics.TextAsync(CancellationToken.None));

        Assert.Contains("eir_checks_total{basis=\"tac\",interface=\"s13\",status=\"grey\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("eir_checks_total{basis=\"tac\",interface=\"n17\",status=\"grey\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("eir_check_duration_seconds_count 3\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Durations_are_a_cumulative_histogram_in_seconds()
    {
        using NodeMetrics metrics = new();
        CheckCounters counters = metrics.S13.Open();
        long second = TimeProvider.System.TimestampFrequency;
        counters.Record(second / 1_000_000, 5);
        counters.Record(second / 2000, 2);
        counters.Record(second * 10, 1);

        string text = await metrics.TextAsync(CancellationToken.None);

        Assert.Contains("# TYPE eir_check_duration_seconds histogram\n", text, StringComparison.Ordinal);
        Assert.Contains("eir_check_duration_seconds_bucket{le=\"0.00001\"} 5\n", text, StringComparison.Ordinal);
        Assert.Contains("eir_check_duration_seconds_bucket{le=\"0.00025\"} 5\n", text, StringComparison.Ordinal);
        Assert.Contains("eir_check_duration_seconds_bucket{le=\"0.0005\"} 7\n", text, StringComparison.Ordinal);
        Assert.Contains("eir_check_duration_seconds_bucket{le=\"1\"} 7\n", text, StringComparison.Ordinal);
        Assert.Contains("eir_check_duration_seconds_bucket{le=\"+Inf\"} 8\n", text, StringComparison.Ordinal);
        Assert.Contains("eir_check_duration_seconds_count 8\n", text, StringComparison.Ordinal);
        Assert.Equal(1, text.Split("# TYPE eir_check_duration_seconds ").Length - 1);
    }

    [Fact]
    public async Task Every_line_is_a_comment_or_a_sample_of_a_declared_family()
    {
        using NodeMetrics metrics = new();
        using Meter meter = new("EirDiameter.Test");
        meter.CreateCounter<long>("eir_test_total", description: "A test").Add(3, new KeyValuePair<string, object?>("label", "quote \" slash \\ line \n end"));
        meter.CreateHistogram<double>("eir_test_seconds").Record(0.5);

        string text = await metrics.TextAsync(CancellationToken.None);

        Assert.Contains("eir_test_total{label=\"quote \\\" slash \\\\ line \\n end\"} 3\n", text, StringComparison.Ordinal);
        Assert.Contains("eir_test_seconds_bucket{le=\"+Inf\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("eir_test_seconds_sum 0.5\n", text, StringComparison.Ordinal);
        HashSet<string> families = [];
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal)) Assert.True(families.Add(line.Split(' ')[2]), line);
            if (line.StartsWith('#')) continue;
            Assert.Matches("^[a-z_]+(\\{[a-z_]+=\"([^\"\\\\\\n]|\\\\.)*\"(,[a-z_]+=\"([^\"\\\\\\n]|\\\\.)*\")*\\})? -?[0-9.eE+-]+$", line);
            Assert.Contains(families, family => line.StartsWith(family, StringComparison.Ordinal));
        }
    }

    // The order of labels is nobody's contract.
    private static string Sorted(string text) =>
        string.Join('\n', text.Split('\n').Select(line =>
        {
            int open = line.IndexOf('{', StringComparison.Ordinal);
            int close = line.LastIndexOf('}');
            return open < 0 || line.StartsWith('#') ? line : line[..(open + 1)] + string.Join(',', line[(open + 1)..close].Split(',').Order()) + line[close..];
        }));
}
