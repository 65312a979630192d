namespace EirDiameter.Node.Metrics;

/// <summary>The counters of all connections and workers of one interface, and what those counted that are closed.</summary>
public sealed class InterfaceChecks(string name)
{
    private readonly Lock _gate = new();
    private readonly List<CheckCounters> _live = [];
    private readonly CheckSums _closed = new();

    /// <summary>Value of the label <c>interface</c>.</summary>
    public string Name { get; } = name;

    /// <summary>Counters for a new connection or worker.</summary>
    public CheckCounters Open()
    {
        CheckCounters counters = new();
        lock (_gate) _live.Add(counters);
        return counters;
    }

    /// <summary>Keeps what a closed connection counted. Its owner must not count any more.</summary>
    public void Close(CheckCounters counters)
    {
        lock (_gate)
        {
            if (_live.Remove(counters)) counters.AddTo(_closed);
        }
    }

    internal void AddTo(CheckSums sums)
    {
        lock (_gate)
        {
            sums.Add(_closed);
            foreach (CheckCounters counters in _live) counters.AddTo(sums);
        }
    }
}
