using EirDiameter.Conformance.Fuzzing.Conversations;

namespace EirDiameter.Conformance.Fuzzing;

/// <summary>How far a run is. Used by all its threads.</summary>
internal sealed class FuzzCounters
{
    private readonly Lock _lock = new();
    private long _judged;
    private long _connections;
    private (ConversationPlan Plan, ConversationEnd End)? _death;

    /// <summary>Mutations that were sent to a target that read them, and all of whose answers were judged.</summary>
    public long Judged => Interlocked.Read(ref _judged);

    /// <summary>Connections opened.</summary>
    public long Connections => Interlocked.Read(ref _connections);

    /// <summary>What was going on when the target was found dead; null while it lives.</summary>
    public (ConversationPlan Plan, ConversationEnd End)? Death
    {
        get
        {
            lock (_lock)
                return _death;
        }
    }

    /// <summary>So many more were judged.</summary>
    public void CountJudged(int count) => Interlocked.Add(ref _judged, count);

    /// <summary>One more connection.</summary>
    public void CountConnection() => Interlocked.Increment(ref _connections);

    /// <summary>The target is dead.</summary>
    public void Die(ConversationPlan plan, ConversationEnd end)
    {
        lock (_lock)
            _death ??= (plan, end);
    }
}
