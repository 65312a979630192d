using EirDiameter.S13Load.Traffic;

namespace EirDiameter.Tools.Tests.S13Load;

public sealed class LatenciesTests
{
    [Fact]
    public void Percentiles_are_right_to_three_digits()
    {
        Latencies latencies = new(frequency: 1_000_000_000);
        for (int microseconds = 1; microseconds <= 10_000; microseconds++)
            latencies.Record(microseconds * 1000);
        Assert.Equal(10_000, latencies.Count);
        Assert.InRange(latencies.Percentile(50), 4995, 5005);
        Assert.InRange(latencies.Percentile(99), 9890, 9910);
        Assert.InRange(latencies.Percentile(99.9), 9980, 10_000);
        Assert.Equal(10_000, latencies.Max);
    }

    [Fact]
    public void Equal_times_in_a_row_all_count()
    {
        Latencies latencies = new(frequency: 1_000_000);
        for (int i = 0; i < 99; i++)
            latencies.Record(10);
        latencies.Record(1000);
        Assert.Equal(100, latencies.Count);
        Assert.Equal(10, latencies.Percentile(99));
        Assert.Equal(1000, latencies.Max);
    }

    [Fact]
    public void What_is_longer_than_a_minute_keeps_its_maximum()
    {
        Latencies latencies = new(frequency: 1000);
        latencies.Record(90_000);
        Assert.Equal(90_000_000, latencies.Max);
    }

    [Fact]
    public void Nothing_recorded_is_zero()
    {
        Latencies latencies = new(frequency: 1000);
        Assert.Equal(0, latencies.Percentile(99));
        Assert.Equal(0, latencies.Max);
    }
}
