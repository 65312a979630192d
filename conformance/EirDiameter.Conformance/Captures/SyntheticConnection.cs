using System.Net;

namespace EirDiameter.Conformance.Captures;

/// <summary>The TCP segments (RFC 9293) that would have carried what a connection carried.</summary>
internal sealed class SyntheticConnection(IPEndPoint client, IPEndPoint server, Action<byte[]> write)
{
    private const uint FirstOfClient = 1000, FirstOfServer = 5000;

    // The length field of IPv4 counts both headers.
    private const int LongestSegment = 65_535 - 60;

    // What a receiver may leave unacknowledged before it says so, far below the window that both sides announce.
    private const int LongestSilence = 1 << 18;

    private readonly End _client = new(client, FirstOfClient), _server = new(server, FirstOfServer);
    private bool _isReset;

    /// <summary>The handshake.</summary>
    public void Open()
    {
        Segment(_client, _server, TcpSegment.Syn, []);
        _client.Next++;
        Segment(_server, _client, TcpSegment.Syn | TcpSegment.Ack, []);
        _server.Next++;
        Segment(_client, _server, TcpSegment.Ack, []);
    }

    /// <summary>Octets of one side. What a side says behind its FIN, or either behind a reset, cannot have passed and is not written.</summary>
    public void Carry(ReadOnlySpan<byte> octets, bool fromClient)
    {
        (End from, End to) = fromClient ? (_client, _server) : (_server, _client);
        while (!octets.IsEmpty && !from.IsEnded && !_isReset)
        {
            int count = Math.Min(octets.Length, LongestSegment);
            Segment(from, to, TcpSegment.Push | TcpSegment.Ack, octets[..count]);
            from.Next += (uint)count;
            octets = octets[count..];
            if (from.Next - to.Acknowledged > LongestSilence)
                Segment(to, from, TcpSegment.Ack, []);
        }
    }

    /// <summary>One side ends it: a FIN that the other acknowledges, or a reset.</summary>
    public void Close(bool fromClient, bool reset)
    {
        (End from, End to) = fromClient ? (_client, _server) : (_server, _client);
        if (_isReset || from.IsEnded && !reset)
            return;
        byte why = reset ? TcpSegment.Reset : TcpSegment.Fin;
        Segment(from, to, (byte)(why | TcpSegment.Ack), []);
        _isReset = reset;
        if (reset)
            return;
        from.IsEnded = true;
        from.Next++;
        Segment(to, from, TcpSegment.Ack, []);
    }

    private void Segment(End from, End to, byte flags, ReadOnlySpan<byte> octets)
    {
        bool acknowledges = (flags & TcpSegment.Ack) != 0;
        if (acknowledges)
            from.Acknowledged = to.Next;
        write(TcpSegment.Packet(from.Address, to.Address, from.Next, acknowledges ? to.Next : 0, flags, octets));
    }

    private sealed class End(IPEndPoint address, uint first)
    {
        public IPEndPoint Address { get; } = address;

        // The number of the next octet that this end sends.
        public uint Next { get; set; } = first;

        // What it said last of the other's octets.
        public uint Acknowledged { get; set; }

        public bool IsEnded { get; set; }
    }
}
