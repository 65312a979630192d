using EirDiameter.Conformance.Targets;

namespace EirDiameter.Conformance.Running;

/// <summary>What somebody who waits says of something that came.</summary>
internal enum Fit
{
    /// <summary>This it is: take it.</summary>
    Take,

    /// <summary>For somebody else: leave it there.</summary>
    Leave,
}

/// <summary>
/// What came on a connection, in its order. Things are taken out of it one by one, not always the first; and it can be put back to what it
/// was, to be judged anew.
/// </summary>
internal sealed class Inbox(TargetConnection connection, TimeProvider time)
{
    private readonly List<Arrival> _all = [];
    private HashSet<Arrival> _taken = new(ReferenceEqualityComparer.Instance);

    /// <summary>When the last thing was sent or taken.</summary>
    public long Since { get; private set; } = time.GetTimestamp();

    /// <summary>All that has come until now, taken or not.</summary>
    public IReadOnlyList<Arrival> All
    {
        get
        {
            while (connection.Arrivals.TryRead(out Arrival? arrival))
                _all.Add(arrival);
            return _all;
        }
    }

    /// <summary>Counts from now on.</summary>
    public void Touch() => Since = time.GetTimestamp();

    /// <summary>Takes the first that fits; null when none came within <paramref name="limit"/> of <see cref="Since"/>.</summary>
    public async Task<Arrival?> TakeAsync(Func<Arrival, Fit> judge, TimeSpan limit)
    {
        int next = 0;
        while (true)
        {
            for (; next < _all.Count; next++)
            {
                if (_taken.Contains(_all[next]) || judge(_all[next]) == Fit.Leave)
                    continue;
                _taken.Add(_all[next]);
                Since = Math.Max(Since, _all[next].At);
                return _all[next];
            }

            if (await connection.ReceiveAsync(limit - time.GetElapsedTime(Since)) is not { } arrival)
                return null;
            _all.Add(arrival);
        }
    }

    /// <summary>What <see cref="Rewind"/> goes back to.</summary>
    public (HashSet<Arrival> Taken, long Since) Mark() => (new HashSet<Arrival>(_taken, ReferenceEqualityComparer.Instance), Since);

    /// <summary>Puts back what was taken since the mark.</summary>
    public void Rewind((HashSet<Arrival> Taken, long Since) mark)
    {
        _taken = new HashSet<Arrival>(mark.Taken, ReferenceEqualityComparer.Instance);
        Since = mark.Since;
    }
}
