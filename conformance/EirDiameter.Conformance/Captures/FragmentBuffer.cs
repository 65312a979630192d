using System.Net;

namespace EirDiameter.Conformance.Captures;

/// <summary>What fragments of one packet have in common, RFC 791 2.3 and RFC 8200 4.5.</summary>
internal sealed record FragmentKey(IPAddress Source, IPAddress Destination, int Protocol, uint Id);

/// <summary>Fragments of IP packets that wait for the others.</summary>
internal sealed class FragmentBuffer
{
    private readonly Dictionary<FragmentKey, Parts> _unfinished = [];

    /// <summary>The first frame of each packet that is not whole.</summary>
    public IEnumerable<int> FramesOfUnfinished => _unfinished.Values.Select(parts => parts.FirstFrame);

    /// <summary>Adds a fragment. Returns the whole payload when nothing is missing any more.</summary>
    /// <param name="key">Which packet.</param>
    /// <param name="frame">Number of its frame.</param>
    /// <param name="offset">Where it begins in the packet's payload, in octets.</param>
    /// <param name="isLast">True when nothing comes behind it.</param>
    /// <param name="octets">The octets.</param>
    public byte[]? Add(FragmentKey key, int frame, int offset, bool isLast, byte[] octets)
    {
        if (!_unfinished.TryGetValue(key, out Parts? parts))
            _unfinished[key] = parts = new Parts(frame);
        parts.Pieces.TryAdd(offset, octets);
        if (isLast)
            parts.Total = offset + octets.Length;
        if (parts.Total < 0)
            return null;

        byte[] whole = new byte[parts.Total];
        int filled = 0;
        foreach ((int start, byte[] piece) in parts.Pieces)
        {
            if (start > filled)
                return null;
            int count = Math.Min(piece.Length, whole.Length - start);
            if (start + count <= filled)
                continue;
            piece.AsSpan(filled - start, start + count - filled).CopyTo(whole.AsSpan(filled));
            filled = start + count;
        }

        if (filled < whole.Length)
            return null;
        _unfinished.Remove(key);
        return whole;
    }

    private sealed class Parts(int firstFrame)
    {
        public int FirstFrame { get; } = firstFrame;

        public SortedDictionary<int, byte[]> Pieces { get; } = [];

        public int Total { get; set; } = -1;
    }
}
