using EirDiameter.Peers.Watchdog;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace EirDiameter.Peers.Tests.Watchdog;

public class PeerWatchdogTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();
    private readonly FixedRandom _random = new(0.5);

    [Fact]
    public void An_interval_below_six_seconds_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PeerWatchdog(TimeSpan.FromSeconds(5.999), _time, _random, false));

    [Fact]
    public void An_interval_of_six_seconds_is_accepted() =>
        Assert.Equal(WatchdogState.Initial, new PeerWatchdog(TimeSpan.FromSeconds(6), _time, _random, false).State);

    [Theory]
    [InlineData(0.0, 28)]
    [InlineData(0.5, 30)]
    [InlineData(0.75, 31)]
    public void Tw_is_drawn_between_two_seconds_less_and_two_seconds_more(double drawn, double seconds)
    {
        _random.Value = drawn;
        PeerWatchdog watchdog = Up();
        Assert.Equal(seconds, SecondsTo(watchdog), 3);
    }

    [Fact]
    public void Every_setting_draws_anew()
    {
        PeerWatchdog watchdog = Up();
        _random.Value = 0.25;
        Handle(watchdog, WatchdogEvent.ReceiveOther);
        Assert.Equal(29, SecondsTo(watchdog), 3);
    }

    [Fact]
    public void Any_message_resets_Tw_so_a_busy_peer_is_never_asked()
    {
        PeerWatchdog watchdog = Up();
        for (int i = 0; i < 100; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(29));
            Assert.Equal(WatchdogActions.None, watchdog.HandleIfDue(_time.GetTimestamp()));
            Handle(watchdog, WatchdogEvent.ReceiveOther);
        }

        Assert.Equal(WatchdogState.Okay, watchdog.State);
    }

    [Fact]
    public void A_silent_peer_gets_one_request_then_is_suspect_then_is_closed()
    {
        PeerWatchdog watchdog = Up();
        Assert.Equal(WatchdogActions.SendRequest | WatchdogActions.SetTimer, NextInterval(watchdog));
        Assert.Equal(WatchdogActions.Failover | WatchdogActions.SetTimer, NextInterval(watchdog));
        Assert.Equal(WatchdogState.Suspect, watchdog.State);
        Assert.Equal(WatchdogActions.CloseConnection | WatchdogActions.SetTimer, NextInterval(watchdog));
        Assert.Equal(WatchdogState.Down, watchdog.State);
    }

    [Fact]
    public void A_suspect_peer_that_speaks_is_in_order_again()
    {
        PeerWatchdog watchdog = Up();
        NextInterval(watchdog);
        NextInterval(watchdog);
        Assert.Equal(WatchdogActions.Failback | WatchdogActions.SetTimer, Handle(watchdog, WatchdogEvent.ReceiveAnswer));
        Assert.Equal(WatchdogState.Okay, watchdog.State);
        Assert.False(watchdog.Pending);
    }

    [Fact]
    public void A_reopened_peer_needs_three_answers()
    {
        var watchdog = new PeerWatchdog(Interval, _time, _random, knownBefore: true);
        Assert.Equal(WatchdogActions.SendRequest | WatchdogActions.SetTimer, Handle(watchdog, WatchdogEvent.ConnectionUp));
        for (int answers = 1; answers < WatchdogTable.AnswersToReopen; answers++)
        {
            Handle(watchdog, WatchdogEvent.ReceiveAnswer);
            Assert.Equal(WatchdogState.Reopen, watchdog.State);
            Assert.Equal(WatchdogActions.SendRequest | WatchdogActions.SetTimer, NextInterval(watchdog));
        }

        Assert.Equal(WatchdogActions.Failback, Handle(watchdog, WatchdogEvent.ReceiveAnswer));
        Assert.Equal(WatchdogState.Okay, watchdog.State);
    }

    [Fact]
    public void A_reopened_peer_that_stays_silent_is_closed_at_the_second_interval()
    {
        var watchdog = new PeerWatchdog(Interval, _time, _random, knownBefore: true);
        Handle(watchdog, WatchdogEvent.ConnectionUp);
        Assert.Equal(WatchdogActions.SetTimer, NextInterval(watchdog));
        Assert.Equal(-1, watchdog.ReopenAnswers);
        Assert.Equal(WatchdogActions.CloseConnection | WatchdogActions.SetTimer, NextInterval(watchdog));
        Assert.Equal(WatchdogState.Down, watchdog.State);
    }

    [Fact]
    public void Before_the_connection_is_up_nothing_is_due() =>
        Assert.Equal(long.MaxValue, new PeerWatchdog(Interval, _time, _random, false).DueAt);

    private PeerWatchdog Up()
    {
        var watchdog = new PeerWatchdog(Interval, _time, _random, knownBefore: false);
        Handle(watchdog, WatchdogEvent.ConnectionUp);
        return watchdog;
    }

    private WatchdogActions Handle(PeerWatchdog watchdog, WatchdogEvent happened) => watchdog.Handle(happened, _time.GetTimestamp());

    private double SecondsTo(PeerWatchdog watchdog) => _time.GetElapsedTime(_time.GetTimestamp(), watchdog.DueAt).TotalSeconds;

    private WatchdogActions NextInterval(PeerWatchdog watchdog)
    {
        _time.Advance(_time.GetElapsedTime(_time.GetTimestamp(), watchdog.DueAt));
        return watchdog.HandleIfDue(_time.GetTimestamp());
    }
}

/// <summary>Draws what it is told to.</summary>
internal sealed class FixedRandom(double value) : Random
{
    public double Value { get; set; } = value;

    public override double NextDouble() => Value;
}
