using Microsoft.Extensions.Logging.Abstractions;

namespace EirDiameter.Registry.Tests;

public sealed class DailyTaskTests
{
    [Fact]
    public async Task Whatever_goes_wrong_with_a_task_the_others_are_done_and_all_again_the_next_day()
    {
        await using TestDatabase data = await TestDatabase.CreateAsync("Sqlite");
        int done = 0;
        await using DailyTasks daily = new(
            data.Database,
            [
                ("fails", _ => throw new InvalidCastException("any")),
                ("gives up", _ => throw new OperationCanceledException("a time limit of its own")),
                ("works", _ => Task.FromResult(Interlocked.Increment(ref done))),
            ],
            data.Time,
            NullLogger.Instance);
        daily.Start();
        for (int day = 1; day <= 3; day++)
        {
            for (int i = 0; i < 1000 && Volatile.Read(ref done) < day; i++)
                await Task.Delay(10);
            Assert.Equal(day, Volatile.Read(ref done));

            // The timer is waited for again only some time after the task was done.
            await Task.Delay(100);
            data.Time.Advance(TimeSpan.FromDays(1));
        }
    }

    [Fact]
    public async Task When_it_is_stopped_nothing_more_is_done()
    {
        await using TestDatabase data = await TestDatabase.CreateAsync("Sqlite");
        using CancellationTokenSource stop = new();
        bool done = false;
        await using DailyTasks daily = new(
            data.Database,
            [
                ("is stopped", async cancellation =>
                {
                    await stop.CancelAsync();
                    cancellation.ThrowIfCancellationRequested();
                }),
                ("comes after", _ => Task.FromResult(done = true)),
            ],
            data.Time,
            NullLogger.Instance);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => daily.RunAsync(stop.Token));
        Assert.False(done);
    }
}
