namespace EirDiameter.S13Load.Traffic;

/// <summary>One request that waits for its answer.</summary>
/// <param name="IntendedAt">Timestamp from which its latency counts.</param>
/// <param name="EndToEnd">Its end-to-end identifier, which is the low half of its Session-Id too.</param>
/// <param name="Entry">Which equipment it asks about: index into the equipment set.</param>
internal readonly record struct OpenRequest(long IntendedAt, uint EndToEnd, int Entry);

/// <summary>
/// The requests in flight on one connection. The hop-by-hop identifier holds the slot in its low bits and how often the slot was
/// used in the others, so that answers may come in any order, and one that comes twice or belongs to no request is noticed.
/// </summary>
internal sealed class InFlight
{
    private readonly OpenRequest[] _requests;
    private readonly uint[] _hopByHop;
    private readonly int[] _free;
    private readonly uint _mask;
    private int _freeCount;

    /// <param name="capacity">The most requests in flight at once (the window of this connection), at least 1.</param>
    public InFlight(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        int size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)capacity);
        _mask = (uint)size - 1;
        _requests = new OpenRequest[size];
        _hopByHop = new uint[size];
        _free = new int[capacity];
        for (int i = 0; i < size; i++)
        {
            _requests[i] = new OpenRequest(0, 0, -1);
            _hopByHop[i] = (uint)i;
        }
        for (int i = 0; i < capacity; i++)
            _free[i] = capacity - 1 - i;
        _freeCount = capacity;
    }

    /// <summary>How many more requests may be sent now.</summary>
    public int Room => _freeCount;

    /// <summary>How many wait for an answer.</summary>
    public int Count => _free.Length - _freeCount;

    /// <summary>Notes a request and returns its hop-by-hop identifier. There must be room.</summary>
    public uint Open(in OpenRequest request)
    {
        int slot = _free[--_freeCount];
        uint hopByHop = _hopByHop[slot] + _mask + 1;
        _hopByHop[slot] = hopByHop;
        _requests[slot] = request;
        return hopByHop;
    }

    /// <summary>Takes out the request with this hop-by-hop and end-to-end identifier; false if none waits under them.</summary>
    public bool TryClose(uint hopByHop, uint endToEnd, out OpenRequest request)
    {
        int slot = (int)(hopByHop & _mask);
        request = _requests[slot];
        if (_hopByHop[slot] != hopByHop || request.Entry < 0 || request.EndToEnd != endToEnd)
            return false;
        _requests[slot] = request with { Entry = -1 };
        _free[_freeCount++] = slot;
        return true;
    }

    /// <summary>Gives up on every request in flight: later answers to them belong to no request.</summary>
    public void Abandon()
    {
        for (int slot = 0; slot < _requests.Length; slot++)
        {
            if (_requests[slot].Entry < 0)
                continue;
            _requests[slot] = new OpenRequest(0, 0, -1);
            _free[_freeCount++] = slot;
        }
    }
}
