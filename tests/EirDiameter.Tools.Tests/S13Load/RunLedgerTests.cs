using EirDiameter.S13Load.Options;
using EirDiameter.S13Load.Traffic;

namespace EirDiameter.Tools.Tests.S13Load;

/// <summary>Time here is a number that the test counts up: microseconds.</summary>
public sealed class RunLedgerTests
{
    private const long Frequency = 1_000_000;
    private const long Step = 100;

    [Fact]
    public void A_stalled_server_shows_in_the_latency_of_all_requests_it_held_up()
    {
        // 1,000 a second for 10 seconds; the server answers at once but for one second of silence; 10 may be in flight.
        RunLedger run = Simulate(rate: 1000, stallFrom: 2_000_000, stallUntil: 3_000_000, window: 10);
        Assert.Equal(10_000, run.Tally.Sent);
        // A tenth of all requests met the stall, half of those for more than half a second. Counted from the moment each of them
        // did leave, only the ten in flight would have been slow, and even the 99th percentile would have been perfect.
        Assert.InRange(run.Latencies.Percentile(95), 450_000, 550_000);
        Assert.InRange(run.Latencies.Percentile(99), 850_000, 950_000);
        Assert.InRange(run.Latencies.Percentile(50), 0, 1000);
        Assert.InRange(run.Latencies.Max, 990_000, 1_010_000);
        Assert.InRange(run.Lateness.Percentile(99), 800_000, 950_000);
    }

    [Fact]
    public void A_closed_loop_counts_from_when_a_request_leaves()
    {
        RunLedger run = new(new Amount(3, null), rate: 0, start: 0, Frequency);
        long intended = run.Send(now: 700);
        run.Answer(new OpenRequest(intended, 1, 0), now: 900);
        Assert.Equal(200, run.Latencies.Max);
        Assert.Equal(0, run.Lateness.Count);
    }

    [Fact]
    public void A_number_of_requests_is_sent_and_not_one_more()
    {
        RunLedger run = new(new Amount(5, null), rate: 0, start: 0, Frequency);
        for (int i = 0; i < 5; i++)
        {
            Assert.False(run.IsAllSent);
            Assert.Equal(5 - i, run.Due(now: i));
            _ = run.Send(i);
        }
        Assert.True(run.IsAllSent);
        Assert.Equal(0, run.Due(now: 1_000_000));
    }

    [Fact]
    public void A_time_ends_a_closed_loop_at_its_deadline()
    {
        RunLedger run = new(new Amount(null, TimeSpan.FromSeconds(2)), rate: 0, start: 1000, Frequency);
        Assert.True(run.Due(now: 1000) > 0);
        _ = run.Send(1000);
        Assert.True(run.Due(now: 2_000_999) > 0);
        Assert.Equal(0, run.Due(now: 2_001_000));
        Assert.True(run.IsAllSent);
    }

    [Fact]
    public void A_time_in_an_open_loop_means_rate_times_time_requests()
    {
        RunLedger run = new(new Amount(null, TimeSpan.FromSeconds(2)), rate: 50, start: 0, Frequency);
        Assert.Equal(100, run.Due(now: 60_000_000));
    }

    [Fact]
    public void Stop_lets_no_further_request_leave()
    {
        RunLedger run = new(new Amount(5, null), rate: 0, start: 0, Frequency);
        _ = run.Send(1);
        run.Stop();
        Assert.Equal(0, run.Due(now: 2));
        Assert.True(run.IsAllSent);
    }

    private static RunLedger Simulate(double rate, long stallFrom, long stallUntil, int window)
    {
        RunLedger run = new(new Amount(null, TimeSpan.FromSeconds(10)), rate, start: 0, Frequency);
        Queue<OpenRequest> inFlight = new();
        for (long now = 0; !run.IsAllSent || inFlight.Count > 0; now += Step)
        {
            bool stalled = now >= stallFrom && now < stallUntil;
            while (!stalled && inFlight.TryDequeue(out OpenRequest request))
                run.Answer(request, now);
            for (long due = run.Due(now); due > 0 && inFlight.Count < window; due--)
                inFlight.Enqueue(new OpenRequest(run.Send(now), 0, 0));
            while (!stalled && inFlight.TryDequeue(out OpenRequest request))
                run.Answer(request, now);
        }
        return run;
    }
}
