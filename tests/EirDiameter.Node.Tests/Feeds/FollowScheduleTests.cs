using EirDiameter.Node.Feeds;
using Xunit;

namespace EirDiameter.Node.Tests.Feeds;

public sealed class FollowScheduleTests
{
    [Theory]
    [InlineData(0.0, 0, 270)]
    [InlineData(0.5, 500, 300)]
    [InlineData(1.0, 1000, 330)]
    public void The_first_attempt_is_soon_and_then_one_each_interval_with_a_tenth_more_or_less(double random, int first, int next)
    {
        FollowSchedule schedule = new(TimeSpan.FromSeconds(300), () => random);

        Assert.Equal(TimeSpan.FromMilliseconds(first), schedule.First());
        Assert.Equal(next, schedule.Next(failed: false).TotalSeconds, 3);
    }

    [Fact]
    public void After_a_failure_it_is_sooner_then_slower_up_to_the_interval_and_as_ever_after_a_success()
    {
        FollowSchedule schedule = new(TimeSpan.FromSeconds(60), () => 0.5);

        Assert.Equal([5.0, 10, 20, 40, 60, 60], Enumerable.Range(0, 6).Select(_ => Math.Round(schedule.Next(failed: true).TotalSeconds, 3)));
        Assert.Equal(60, schedule.Next(failed: false).TotalSeconds, 3);
        Assert.Equal(5, schedule.Next(failed: true).TotalSeconds, 3);
    }

    [Fact]
    public void A_feed_that_fails_for_a_year_is_still_asked_each_interval()
    {
        FollowSchedule schedule = new(TimeSpan.FromSeconds(300), () => 0.5);
        for (int i = 0; i < 100_000; i++) schedule.Next(failed: true);

        Assert.Equal(300, schedule.Next(failed: true).TotalSeconds, 3);
    }

    [Fact]
    public void An_interval_of_a_second_is_never_waited_for_longer_after_a_failure()
    {
        FollowSchedule schedule = new(TimeSpan.FromSeconds(1), () => 0.5);

        Assert.Equal(1, schedule.Next(failed: true).TotalSeconds, 3);
    }
}
