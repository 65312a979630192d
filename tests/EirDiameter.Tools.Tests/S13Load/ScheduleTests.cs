using EirDiameter.S13Load.Traffic;

namespace EirDiameter.Tools.Tests.S13Load;

public sealed class ScheduleTests
{
    private const long Frequency = 1_000_000_000;

    [Fact]
    public void The_first_request_is_due_at_the_start_and_none_before()
    {
        Schedule schedule = new(1000, start: 500, Frequency);
        Assert.Equal(0, schedule.DueBy(499));
        Assert.Equal(1, schedule.DueBy(500));
        Assert.Equal(500, schedule.IntendedAt(0, 500));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7777)]
    [InlineData(99_991)]
    [InlineData(1_000_000)]
    public void A_request_is_due_exactly_from_its_intended_time_on(int rate)
    {
        Schedule schedule = new(rate, start: 123_456_789, Frequency);
        foreach (long index in new long[] { 1, 2, 3, 10, 999, 123_457, 8_640_000 })
        {
            long intended = schedule.IntendedAt(index, 0);
            Assert.Equal(index + 1, schedule.DueBy(intended));
            Assert.Equal(index, schedule.DueBy(intended - 1));
        }
    }

    [Fact]
    public void A_rate_that_does_not_divide_a_second_does_not_drift_in_a_day()
    {
        const int Rate = 99_991;
        const long Day = 86_400;
        Schedule schedule = new(Rate, start: 0, Frequency);
        Assert.Equal(Day * Frequency, schedule.IntendedAt(Day * Rate, 0));
    }

    [Fact]
    public void Without_a_rate_every_request_is_due_and_meant_for_now()
    {
        Schedule schedule = new(0, start: 10, Frequency);
        Assert.False(schedule.IsPaced);
        Assert.Equal(long.MaxValue, schedule.DueBy(10));
        Assert.Equal(77, schedule.IntendedAt(5, 77));
    }
}
