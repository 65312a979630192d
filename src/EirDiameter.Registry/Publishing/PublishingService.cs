using System.Data.Common;

namespace EirDiameter.Registry;

/// <summary>
/// Publishes all feeds: what is new every interval and when asked, the rest often enough not to expire. Of several processes on one database one
/// does it, and another takes over when its connection breaks; that no two write into one folder is seen to by the folder's own lock.
/// </summary>
internal sealed class PublishingService : IAsyncDisposable
{
    private const long Purpose = 2001;

    private readonly RegistryDatabase _database;
    private readonly PublishingOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Publications _publications;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, FeedTask> _tasks = [];
    private FeedKeys? _keys;
    private Lead? _lead;
    private long? _pruned;
    private Task _loop = Task.CompletedTask;

    public PublishingService(RegistryDatabase database, PublishingOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        _database = database;
        _options = options;
        _time = time;
        _logger = loggers.CreateLogger("EirDiameter.Registry.Publishing");
        _publications = new Publications(database);
    }

    /// <summary>Whether this process publishes.</summary>
    public bool IsLeader => _lead is not null;

    /// <summary>The keys of the feeds, made if there are none.</summary>
    /// <exception cref="RegistryException">They cannot be read or made.</exception>
    public FeedKeys Keys
    {
        get
        {
            lock (_lock)
                return _keys ??= FeedKeys.Open(_options, _logger);
        }
    }

    /// <summary>Publishes from now on.</summary>
    /// <exception cref="RegistryException">The keys cannot be read or made.</exception>
    public void Start()
    {
        _ = Keys;
        _loop = LoopAsync();
    }

    /// <summary>Publishes what is due; forced, all feeds are at least renewed.</summary>
    /// <returns>False = another process publishes.</returns>
    public async Task<bool> RunAsync(bool force, CancellationToken cancellation)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, cancellation);
        await _turn.WaitAsync(either.Token);
        try
        {
            if (!await LeadAsync(either.Token))
                return false;
            Dictionary<string, Publication> last = (await _publications.AllAsync(either.Token)).ToDictionary(p => p.Feed);
            IReadOnlyList<string> feeds = await _publications.FeedsAsync(either.Token);
            foreach (string feed in feeds)
            {
                if (!await LeadAsync(either.Token))
                    return false;
                await TaskOf(feed).PublishAsync(last.GetValueOrDefault(feed), force, either.Token);
            }

            await PruneAsync(feeds, either.Token);
            return true;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>How publishing goes.</summary>
    public async Task<PublishingStatus> StatusAsync(CancellationToken cancellation)
    {
        Dictionary<string, Publication> last = (await _publications.AllAsync(cancellation)).ToDictionary(p => p.Feed);
        Dictionary<string, FeedTask> tasks;
        lock (_lock)
            tasks = new(_tasks);
        return new PublishingStatus(IsLeader, [.. last.Keys.Union(tasks.Keys).Order(StringComparer.Ordinal).Select(f => FeedPublishing.Of(f, last.GetValueOrDefault(f), tasks.GetValueOrDefault(f)))]);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        await _turn.WaitAsync();
        await StepDownAsync();
        _keys?.Dispose();
        _stop.Dispose();
        _turn.Dispose();
    }

    private async Task LoopAsync()
    {
        await Task.Yield();
        using PeriodicTimer timer = new(TimeSpan.FromSeconds(_options.IntervalSeconds), _time);
        try
        {
            do
            {
                try
                {
                    await RunAsync(force: false, _stop.Token);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    // What can fail of a feed is noted with it; this is the database, or a fault of ours, and neither ends publishing.
                    RegistryLog.PublishingFailed(_logger, e);
                }
            }
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task<bool> LeadAsync(CancellationToken cancellation)
    {
        if (_lead is not null && await _lead.IsHeldAsync(cancellation))
            return true;
        if (_lead is not null)
        {
            RegistryLog.LeadLost(_logger);
            await StepDownAsync();
        }

        _lead = await _database.Dialect.TryLeadAsync(Purpose, cancellation);
        if (_lead is not null)
            RegistryLog.Leads(_logger);
        return _lead is not null;
    }

    private async Task StepDownAsync()
    {
        lock (_lock)
        {
            foreach (FeedTask task in _tasks.Values)
                task.Dispose();
            _tasks.Clear();
        }

        if (_lead is not null)
            await _lead.DisposeAsync();
        _lead = null;
    }

    private FeedTask TaskOf(string feed)
    {
        FeedKeys keys = Keys;
        lock (_lock)
        {
            if (!_tasks.TryGetValue(feed, out FeedTask? task))
                _tasks.Add(feed, task = new FeedTask(feed, _database, _options, keys, _time, _logger));
            return task;
        }
    }

    // Once a day is often enough for what is kept for weeks.
    private async Task PruneAsync(IReadOnlyList<string> feeds, CancellationToken cancellation)
    {
        long today = Day.Of(_time.GetUtcNow());
        if (_pruned == today)
            return;
        try
        {
            await _publications.PruneAsync(_time.GetUtcNow().AddDays(-_options.KeepChangesDays), feeds, cancellation);
            _pruned = today;
        }
        catch (DbException e)
        {
            RegistryLog.PublishingFailed(_logger, e);
        }
    }
}
