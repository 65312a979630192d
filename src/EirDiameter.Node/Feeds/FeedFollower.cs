using EirDiameter.Feed;
using EirDiameter.Node.Audit;
using EirDiameter.Node.Configuration;
using EirDiameter.Store;

namespace EirDiameter.Node.Feeds;

/// <summary>
/// Follows one feed on a task of its own, and does what operators ask on it, one thing at a time. Whatever goes wrong, the node serves
/// what it has, and the feed is tried again.
/// </summary>
internal sealed class FeedFollower : IAsyncDisposable
{
    private readonly FollowedFeed _feed;
    private readonly FeedSync _sync;
    private readonly FeedDecisions _decisions;
    private readonly Staleness _staleness;
    private readonly FollowSchedule _schedule;
    private readonly FeedMeter _meter;

    // Neither is disposed: who asks after the end is told that the node is stopping.
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _gate = new();
    private CancellationTokenSource? _interrupt;
    private Task<SyncOutcome>? _running;
    private Task<SyncOutcome>? _next;
    private Task _following = Task.CompletedTask;
    private FollowError? _lastError;
    private DateTimeOffset? _lastAttempt;

    /// <summary>Takes up what was remembered, and at once tells the store if the feed is stale.</summary>
    /// <param name="feed">The feed; disposed with this.</param>
    /// <param name="store">The store.</param>
    /// <param name="audit">Takes operators' decisions.</param>
    /// <param name="meter">Counts attempts.</param>
    /// <param name="random">Numbers from 0 to 1, for the schedule.</param>
    public FeedFollower(FollowedFeed feed, ListingStore store, AuditLog audit, FeedMeter meter, Func<double> random)
    {
        _feed = feed;
        _meter = meter;
        _schedule = new FollowSchedule(TimeSpan.FromSeconds(feed.Section.IntervalSeconds), random);
        FollowState state = feed.Memory.State;
        bool ignores = feed.Section.WhenStale == FeedSection.IgnoreWhenStale;
        _staleness = new Staleness(TimeSpan.FromSeconds(feed.Section.StaleAfterSeconds), state.LastSuccess ?? state.Since, feed.Time, OnStale);

        _sync = new FeedSync(feed, _staleness);
        _decisions = new FeedDecisions(feed, _sync, audit);

        void OnStale(bool stale)
        {
            long sequence = feed.Applier.Status.Sequence;
            if (stale) FollowLog.Stale(feed.Logger, feed.Name, sequence, feed.Section.StaleAfterSeconds, ignores ? "do not count until it is fresh again" : "count on");
            else FollowLog.Fresh(feed.Logger, feed.Name, sequence);
            store.SetIgnored(feed.Name, stale && ignores);
        }
    }

    /// <summary>The feed's name.</summary>
    public string Name => _feed.Name;

    /// <summary>What is held; null = nothing.</summary>
    public HeldChange? Held => _feed.Memory.State.Held;

    /// <summary>Buckets that are not as they should be, as far as is known.</summary>
    public int DriftedBuckets => _feed.DriftedBuckets;

    /// <summary>Whether it was not verified for too long.</summary>
    public bool IsStale => _staleness.IsStale;

    /// <summary>The time since it was last verified that the store holds what the feed says.</summary>
    public TimeSpan Age => _staleness.Age;

    /// <summary>How it is.</summary>
    public FollowStatus Status
    {
        get
        {
            FollowState state = _feed.Memory.State;
            return new FollowStatus
            {
                Url = _feed.Section.Url!,
                LastSuccess = state.LastSuccess,
                LastAttempt = _lastAttempt,
                AgeSeconds = Math.Round(Age.TotalSeconds, 3),
                Stale = IsStale,
                Sequence = state.Verified?.Sequence ?? 0,
                LastError = _lastError,
                Held = state.Held is HeldChange held ? new HeldSummary(held.Sequence, held.Since, [.. held.Guards.Select(trip => trip.Guard)]) : null,
                RolledBack = state.Pinned,
                LastDrift = _feed.LastDrift,
                Syncing = _feed.Progress.Latest is not null,
                Progress = _feed.Progress.Latest,
            };
        }
    }

    /// <summary>Begins to follow.</summary>
    public void Start() => _following = Task.Run(FollowAsync);

    /// <summary>Looks at the feed now, or joins who is looking. Never fails: the outcome says what went wrong.</summary>
    public Task<SyncOutcome> SyncAsync()
    {
        lock (_gate) return _running is { IsCompleted: false } ? _running : _running = Task.Run(() => AttemptAsync(judgeAgain: false));
    }

    /// <summary>
    /// Looks at the feed for someone who asks, and asks the guards again about what is held. Who is looking already may have gone past what was
    /// published just now, so this looks once more after that; several who ask meanwhile share that look. Never fails.
    /// </summary>
    public Task<SyncOutcome> SyncAnewAsync()
    {
        lock (_gate)
        {
            if (_running is { IsCompleted: false } running) return _next ??= Task.Run(() => AfterAsync(running));
            return _running = Task.Run(() => AttemptAsync(judgeAgain: true));
        }
    }

    /// <summary>Applies what is held.</summary>
    /// <exception cref="OperatorRefusedException">Nothing is held.</exception>
    public async Task<SyncOutcome> ApproveAsync(OperatorWord word)
    {
        SyncOutcome outcome = await InterruptAsync(cancellation => _decisions.ApproveAsync(word, cancellation));
        LookSoon();
        return outcome;
    }

    /// <summary>Lets go what is held.</summary>
    /// <exception cref="OperatorRefusedException">Nothing is held.</exception>
    public async Task<SyncOutcome> RejectAsync(OperatorWord word)
    {
        SyncOutcome outcome = await InterruptAsync(_ => _decisions.RejectAsync(word));
        LookSoon();
        return outcome;
    }

    /// <summary>Puts the feed back to what it was before the last change.</summary>
    /// <exception cref="OperatorRefusedException">It is not known what it was before.</exception>
    public async Task<SyncOutcome> RollBackAsync(OperatorWord word)
    {
        SyncOutcome outcome = await InterruptAsync(cancellation => _decisions.RollBackAsync(word, cancellation));
        LookSoon();
        return outcome;
    }

    /// <summary>Forgets what was verified, so that a publisher that began anew is looked at, and held.</summary>
    public async Task<SyncOutcome> ForgetAsync(OperatorWord word)
    {
        SyncOutcome outcome = await InterruptAsync(_ => _decisions.ForgetAsync(word));
        LookSoon();
        return outcome;
    }

    /// <summary>Counts the digests anew and compares them with the feed's.</summary>
    /// <exception cref="FeedException">The feed is bad or cannot be reached.</exception>
    /// <exception cref="StoreException">The listings could not be read.</exception>
    public Task<VerifyOutcome> VerifyAsync(bool repair) => TakeTurnAsync(cancellation => _sync.VerifyAsync(repair, cancellation));

    /// <summary>Stops: what is being fetched is given up and taken up next time, what the store is at is finished.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _following;
        Task[] attempts;
        lock (_gate) attempts = [_running ?? Task.CompletedTask, _next ?? Task.CompletedTask];
        await Task.WhenAll(attempts);
        await _turn.WaitAsync();
        _turn.Release();
        _staleness.Dispose();
        _feed.Dispose();
    }

    private async Task FollowAsync()
    {
        try
        {
            await Task.Delay(_schedule.First(), _feed.Time, _stop.Token);
            while (true)
            {
                SyncOutcome outcome = await SyncAsync();
                await Task.Delay(_schedule.Next(outcome.Outcome == SyncOutcome.Failed), _feed.Time, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    private async Task<SyncOutcome> AfterAsync(Task running)
    {
        await running;
        lock (_gate) _next = null;
        return await AttemptAsync(judgeAgain: true);
    }

    private async Task<SyncOutcome> AttemptAsync(bool judgeAgain)
    {
        SyncOutcome outcome;
        try
        {
            outcome = await TakeTurnAsync(cancellation =>
            {
                _lastAttempt = _feed.Time.GetUtcNow();
                return _sync.RunAsync(judgeAgain, cancellation);
            });
        }
        catch (OperationCanceledException)
        {
            return SyncOutcome.Failure("interrupted", _stop.IsCancellationRequested ? "the node is stopping" : "an operator's decision went before");
        }
        catch (Exception e) when (FaultOf(e) is string fault)
        {
            outcome = SyncOutcome.Failure(fault, e.Message);
        }
        catch (Exception e)
        {
            FollowLog.Unexpected(_feed.Logger, Name, _feed.Applier.Status.Sequence, e);
            outcome = SyncOutcome.Failure("unexpected", "a fault of the node; its log says more");
        }

        _meter.Count(Name, outcome.Outcome);
        Note(outcome);
        return outcome;
    }

    /// <summary>Word for what went wrong; null = something that should not.</summary>
    public static string? FaultOf(Exception failure) => failure switch
    {
        FeedException feed => Words.Of(feed.Fault),
        StoreException => "store",
        IOException or UnauthorizedAccessException => "disk",
        _ => null,
    };

    private void Note(SyncOutcome outcome)
    {
        if (outcome.Outcome != SyncOutcome.Failed)
        {
            _lastError = _feed.Memory.NotWritten is string why ? new FollowError("disk", $"the state file cannot be written: {why}", _lastError?.Since ?? _feed.Time.GetUtcNow()) : null;
            return;
        }

        // Said once; the status goes on saying it.
        bool known = _lastError is not null && _lastError.Fault == outcome.Fault;
        _lastError = new FollowError(outcome.Fault!, outcome.Message!, known ? _lastError!.Since : _feed.Time.GetUtcNow());
        if (!known) FollowLog.Failed(_feed.Logger, Name, _feed.Applier.Status.Sequence, outcome.Fault!, outcome.Message!);
    }

    // What was fetched after the one that was decided on is looked at without waiting for the next time.
    private void LookSoon()
    {
        if (!_feed.Memory.State.Settled && !_stop.IsCancellationRequested) _ = SyncAsync();
    }

    // An operator does not wait for a server that stalls.
    private Task<T> InterruptAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        lock (_gate) _interrupt?.Cancel();
        return TakeTurnAsync(work);
    }

    private async Task<T> TakeTurnAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        await _turn.WaitAsync(_stop.Token);
        using CancellationTokenSource interrupt = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        try
        {
            lock (_gate) _interrupt = interrupt;
            _feed.Progress.Latest = new FollowProgress("begin", 0, 0);
            return await work(interrupt.Token);
        }
        finally
        {
            lock (_gate) _interrupt = null;
            _feed.Progress.Latest = null;
            _turn.Release();
        }
    }
}
