using EirDiameter.Peers.Connections;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace EirDiameter.Peers.Tests.Connections;

/// <summary>How far the offered requests go beyond a limit, and how much of its capacity a node uses.</summary>
public sealed class OverloadMeterTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void What_is_to_be_kept_back_is_what_goes_beyond_the_limit()
    {
        OverloadMeter meter = new(100, _time);
        Assert.Equal(0, Second(meter, 100));
        Assert.Equal(0.5, Second(meter, 200), 3);
    }

    [Fact]
    public void What_is_kept_back_already_is_taken_into_account()
    {
        OverloadMeter meter = new(100, _time);
        Second(meter, 400);

        // Three of four are kept back now, so a hundred come; the demand is the same.
        Assert.Equal(0.75, Second(meter, 100), 3);
        Assert.Equal(0.8, Second(meter, 125), 3);
    }

    [Fact]
    public void It_rises_at_once_and_is_lowered_a_tenth_a_second()
    {
        OverloadMeter meter = new(100, _time);
        Assert.Equal(0.9, Second(meter, 100_000), 3);
        Assert.Equal(0.8, Second(meter, 0), 3);
        Assert.Equal(0.7, Second(meter, 1), 3);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(0, meter.Reduction(_time.GetTimestamp()));
    }

    [Fact]
    public void Within_a_second_nothing_changes()
    {
        OverloadMeter meter = new(100, _time);
        meter.Count(1000);
        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(0, meter.Reduction(_time.GetTimestamp()));
        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(0.9, meter.Reduction(_time.GetTimestamp()), 3);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, 0.25)]
    [InlineData(1, 75, 0.75)]
    [InlineData(4, 10, 1)]
    [InlineData(0, 500, 1)]
    public void The_load_is_that_of_the_processors_or_of_the_limit_whichever_is_more(int processorSeconds, int requests, double used)
    {
        TimeSpan spent = TimeSpan.FromSeconds(100);
        OverloadMeter meter = new(100, _time);
        NodeLoad load = new(meter, _time, () => spent, processors: 4);
        Assert.Equal(0, load.Used(_time.GetTimestamp()));
        meter.Count(requests);
        spent += TimeSpan.FromSeconds(processorSeconds);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(used, load.Used(_time.GetTimestamp()), 3);
    }

    private double Second(OverloadMeter meter, int requests)
    {
        meter.Count(requests);
        _time.Advance(TimeSpan.FromSeconds(1));
        return meter.Reduction(_time.GetTimestamp());
    }
}
