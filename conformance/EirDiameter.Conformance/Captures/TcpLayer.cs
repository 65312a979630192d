using System.Buffers.Binary;
using System.Net;

namespace EirDiameter.Conformance.Captures;

/// <summary>The TCP connections of a capture, RFC 9293.</summary>
internal sealed class TcpLayer
{
    public const int Protocol = 6;

    private const int Fin = 1, Syn = 2, Rst = 4, Ack = 16;

    private readonly Dictionary<(IPEndPoint, IPEndPoint), Connection> _open = [];
    private readonly List<Connection> _all = [];

    /// <summary>All connections, in the order of their beginning.</summary>
    public IEnumerable<ConversationBuilder> Conversations => _all.Select(connection => connection.Conversation);

    /// <summary>Reads one segment.</summary>
    public void Read(Datagram datagram)
    {
        byte[] segment = datagram.Payload;
        if (segment.Length < 20 || (segment[12] >> 4) * 4 is var header && (header < 20 || header > segment.Length))
            return;
        IPEndPoint source = new(datagram.Source, BinaryPrimitives.ReadUInt16BigEndian(segment));
        IPEndPoint destination = new(datagram.Destination, BinaryPrimitives.ReadUInt16BigEndian(segment.AsSpan(2)));
        uint sequence = BinaryPrimitives.ReadUInt32BigEndian(segment.AsSpan(4));
        int flags = segment[13];
        bool begins = (flags & (Syn | Ack)) == Syn;
        (Connection connection, bool fromA) = Find(source, destination, sequence, begins);
        TcpDirection direction = fromA ? connection.FromA : connection.FromB;
        if ((flags & Syn) != 0)
        {
            direction.Begin(sequence);
            connection.Conversation.IsOpenedByA ??= fromA == begins;
            sequence++;
        }

        direction.Add(datagram.Frame, sequence, segment[header..]);
        if ((flags & (Fin | Rst)) == 0)
            return;
        if (fromA)
            connection.Conversation.IsEndedByA = true;
        else
            connection.Conversation.IsEndedByB = true;
    }

    /// <summary>To be called when all was read.</summary>
    public void End()
    {
        foreach (Connection connection in _all)
        {
            connection.FromA.End();
            connection.FromB.End();
        }
    }

    // A SYN with another number than that of the connection which is known is the next connection between the same ports.
    private (Connection Connection, bool FromA) Find(IPEndPoint source, IPEndPoint destination, uint sequence, bool begins)
    {
        bool fromA = _open.TryGetValue((source, destination), out Connection? connection);
        if (!fromA)
            _open.TryGetValue((destination, source), out connection);
        if (connection is not null && begins && (fromA ? connection.FromA : connection.FromB) is { IsKnown: true } known && known.Initial != sequence)
        {
            _open.Remove((connection.Conversation.A, connection.Conversation.B));
            connection = null;
        }

        if (connection is not null)
            return (connection, fromA);
        connection = new Connection(source, destination);
        _open[(source, destination)] = connection;
        _all.Add(connection);
        return (connection, true);
    }

    private sealed class Connection
    {
        public Connection(IPEndPoint a, IPEndPoint b)
        {
            Conversation = new ConversationBuilder("TCP", a, b);
            FromA = Direction(true);
            FromB = Direction(false);
        }

        public ConversationBuilder Conversation { get; }

        public TcpDirection FromA { get; }

        public TcpDirection FromB { get; }

        private TcpDirection Direction(bool fromA)
        {
            MessageSplitter splitter = new((frame, octets) => Conversation.Add(frame, fromA, octets), what => Conversation.Note(fromA, what));
            return new TcpDirection(splitter, what => Conversation.Note(fromA, what));
        }
    }
}
