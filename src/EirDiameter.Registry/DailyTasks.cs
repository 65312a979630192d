namespace EirDiameter.Registry;

/// <summary>
/// What time alone brings about, done once at the start and then every day: old summaries go, rules look again. Of several processes on one
/// database one does it. A task that fails, for whatever cause, is logged and tried again the next day; the
/// others are done all the same.
/// </summary>
internal sealed class DailyTasks(RegistryDatabase database, IReadOnlyList<(string Name, Func<CancellationToken, Task> Work)> tasks, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private const long Purpose = 3001;

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _one = new(1, 1);
    private Task _loop = Task.CompletedTask;

    public void Start() => _loop = LoopAsync();

    /// <summary>Does all of it now, unless another process is about it.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            await using IAsyncDisposable? lead = await database.Dialect.TryLeadAsync(Purpose, cancellation);
            if (lead is not null)
                await RunAllAsync(cancellation);
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
        _one.Dispose();
    }

    private async Task RunAllAsync(CancellationToken cancellation)
    {
        foreach ((string name, Func<CancellationToken, Task> work) in tasks)
        {
            try
            {
                await work(cancellation);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                RegistryLog.DailyTaskFailed(logger, name, e);
            }
        }
    }

    private async Task LoopAsync()
    {
        await Task.Yield();
        using PeriodicTimer daily = new(TimeSpan.FromDays(1), time);
        try
        {
            do
            {
                try
                {
                    await RunAsync(_stop.Token);
                }
                catch (Exception e) when (e is not OperationCanceledException || !_stop.IsCancellationRequested)
                {
                    RegistryLog.DailyTaskFailed(logger, "all", e);
                }
            }
            while (await daily.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }
}
