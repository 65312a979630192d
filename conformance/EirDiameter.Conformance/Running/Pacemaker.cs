namespace EirDiameter.Conformance.Running;

/// <summary>
/// Measures whether the runner itself is served in time by its machine. Who comes too late to its own timers cannot tell when a message came,
/// so a verdict that was made meanwhile against the target would not be fair.
/// </summary>
internal sealed class Pacemaker : IAsyncDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(20);

    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _beating;
    private long _begin;
    private TimeSpan _longest;

    /// <summary>Begins to measure.</summary>
    public Pacemaker(TimeProvider time)
    {
        _time = time;
        _begin = time.GetTimestamp();
        _beating = BeatAsync();
    }

    /// <summary>The longest time by which the runner came too late, so far; the beat that is not yet over counts too.</summary>
    public TimeSpan Longest
    {
        get
        {
            TimeSpan late = _time.GetElapsedTime(Volatile.Read(ref _begin)) - Beat;
            return late > _longest ? late : _longest;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _beating;
        _end.Dispose();
    }

    private async Task BeatAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            await Task.Delay(Beat, _time, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _longest = Longest;
            Volatile.Write(ref _begin, _time.GetTimestamp());
        }
    }
}
