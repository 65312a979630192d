using EirDiameter.Conformance.Fuzzing.Mutations;

namespace EirDiameter.Conformance.Fuzzing;

/// <summary>Hands the mutations of a run out to its threads, some hundred at a time.</summary>
internal sealed class MutationQueue(FuzzSettings settings)
{
    private const int Portion = 512;

    private readonly MutationSource _source = new(settings.Seed, settings.Subject);
    private readonly Lock _lock = new();
    private long _next;
    private long _given;
    private volatile bool _isClosed;

    /// <summary>No more are handed out.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>Hands out no more.</summary>
    public void Close() => _isClosed = true;

    /// <summary>The next ones; empty when there are no more.</summary>
    public IReadOnlyList<Mutation> Take()
    {
        List<long> indices = [];
        lock (_lock)
        {
            long last = settings.Indices.Count > 0 ? settings.Indices.Count : long.MaxValue;
            for (; !_isClosed && indices.Count < Portion && _given < settings.Count && _next < last; _next++)
            {
                long index = settings.Indices.Count > 0 ? settings.Indices[(int)_next] : _next;
                if (!settings.Filter.Wants(_source.PlaceOf(index)))
                    continue;
                indices.Add(index);
                _given++;
            }
        }

        return [.. indices.Select(_source.Create)];
    }
}
