using EirDiameter.Node.Feeds;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace EirDiameter.Node.Tests.Feeds;

public sealed class StalenessTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 25, 4, 0, 0, TimeSpan.Zero));
    private readonly List<bool> _changes = [];

    [Fact]
    public void It_is_stale_past_the_limit_and_fresh_again_once_verified_and_says_each_once()
    {
        using Staleness staleness = Open(_time.GetUtcNow());
        _time.Advance(TimeSpan.FromHours(1));
        Assert.False(staleness.IsStale);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(staleness.IsStale);
        Assert.Equal(3601, staleness.Age.TotalSeconds);
        _time.Advance(TimeSpan.FromDays(3));
        Assert.Equal([true], _changes);

        staleness.Renew();
        Assert.False(staleness.IsStale);
        Assert.Equal(TimeSpan.Zero, staleness.Age);
        Assert.Equal([true, false], _changes);

        _time.Advance(TimeSpan.FromSeconds(3601));
        Assert.Equal([true, false, true], _changes);
    }

    [Fact]
    public void What_is_verified_in_time_never_gets_stale()
    {
        using Staleness staleness = Open(_time.GetUtcNow());
        for (int i = 0; i < 48; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(59));
            staleness.Renew();
        }

        Assert.Empty(_changes);
    }

    [Fact]
    public void It_is_said_at_once_if_it_was_stale_at_the_start()
    {
        using Staleness staleness = Open(_time.GetUtcNow().AddDays(-2));

        Assert.Equal([true], _changes);
        Assert.True(staleness.IsStale);
    }

    [Fact]
    public void A_limit_longer_than_timers_take_is_kept()
    {
        using Staleness staleness = new(TimeSpan.FromDays(365), _time.GetUtcNow(), _time, _changes.Add);
        _time.Advance(TimeSpan.FromDays(365));
        Assert.Empty(_changes);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([true], _changes);
    }

    [Fact]
    public void Nothing_is_said_after_the_end()
    {
        Staleness staleness = Open(_time.GetUtcNow());
        staleness.Dispose();
        _time.Advance(TimeSpan.FromDays(1));

        Assert.Empty(_changes);
    }

    private Staleness Open(DateTimeOffset verified) => new(TimeSpan.FromHours(1), verified, _time, _changes.Add);
}
