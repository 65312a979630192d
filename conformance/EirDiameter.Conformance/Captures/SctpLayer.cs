using System.Buffers.Binary;
using System.Net;

namespace EirDiameter.Conformance.Captures;

/// <summary>
/// The SCTP associations of a capture, RFC 9260: DATA chunks, whole or in fragments, on any stream. An association has several addresses on
/// each side; what tells it from others is the ports and the verification tags.
/// </summary>
internal sealed class SctpLayer(CaptureNotes notes)
{
    public const int Protocol = 132;

    private const int Data = 0, Initiation = 1, InitiationAck = 2, Abort = 6, Shutdown = 7, InterleavedData = 64;

    private readonly List<SctpAssociation> _all = [];

    /// <summary>All associations, in the order of their beginning.</summary>
    public IEnumerable<ConversationBuilder> Conversations => _all.Select(association => association.Conversation);

    /// <summary>Reads one packet.</summary>
    public void Read(Datagram datagram)
    {
        byte[] packet = datagram.Payload;
        if (packet.Length < 16)
            return;
        IPEndPoint source = new(datagram.Source, BinaryPrimitives.ReadUInt16BigEndian(packet));
        IPEndPoint destination = new(datagram.Destination, BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(2)));
        uint tag = BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(4));
        SctpAssociation? association = null;
        bool fromA = true;
        for (int at = 12; at + 4 <= packet.Length;)
        {
            int type = packet[at], flags = packet[at + 1], length = BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(at + 2));
            if (length < 4 || at + length > packet.Length)
                return;
            ReadOnlySpan<byte> chunk = packet.AsSpan(at, length);
            uint? initiateTag = type is Initiation or InitiationAck && length >= 20 ? BinaryPrimitives.ReadUInt32BigEndian(chunk[4..]) : null;
            if (association is null)
                (association, fromA) = Find(source, destination, tag, type == Initiation ? initiateTag : null);
            if (initiateTag is { } own)
                association.Name(fromA, own, isFirst: type == Initiation);
            else if (type == Data && length > 16)
                association.Add(datagram.Frame, fromA, flags, chunk, notes);
            else if (type == InterleavedData)
                notes.Add("SCTP I-DATA chunks (RFC 8260) are left out", datagram.Frame.Number);
            else if (type is Abort or Shutdown)
                association.EndBy(fromA);
            at += (length + 3) / 4 * 4;
        }
    }

    /// <summary>To be called when all was read.</summary>
    public void End()
    {
        foreach (SctpAssociation association in _all)
            association.End();
    }

    // The newest first: ports may have been used before. An INIT that nobody sent yet begins another association.
    private (SctpAssociation Association, bool FromA) Find(IPEndPoint source, IPEndPoint destination, uint tag, uint? initiateTag)
    {
        foreach (SctpAssociation known in Enumerable.Reverse(_all))
        {
            if (known.Matches(source, destination, tag, initiateTag) is { } fromA)
                return (known, fromA);
        }

        SctpAssociation association = new(source, destination);
        if (initiateTag is null)
            association.Learn(fromA: true, tag);
        _all.Add(association);
        return (association, true);
    }
}
