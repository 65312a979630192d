using System.Buffers.Binary;
using System.Net;

namespace EirDiameter.Conformance.Captures;

/// <summary>One SCTP association. Each user message should be one Diameter message (RFC 6733 2.1.1 says nothing of several in one, which are read too).</summary>
internal sealed class SctpAssociation
{
    private const int EndOfMessage = 1, BeginOfMessage = 2;
    private const uint DiameterInClear = 46, Unspecified = 0;

    private readonly HashSet<(bool FromA, uint Tsn)> _known = [];
    private readonly SortedDictionary<(bool FromA, uint Tsn), (int Flags, byte[] Octets)> _fragments = [];

    // The tags that stand in packets to each side; null while not known.
    private uint? _tagOfA, _tagOfB;

    public SctpAssociation(IPEndPoint a, IPEndPoint b) => Conversation = new ConversationBuilder("SCTP", a, b);

    /// <summary>What is said over it.</summary>
    public ConversationBuilder Conversation { get; }

    /// <summary>Whether a packet belongs to it, and if so whether side A sent it.</summary>
    /// <param name="source">Who sent it.</param>
    /// <param name="destination">To whom.</param>
    /// <param name="tag">The verification tag: the receiver's.</param>
    /// <param name="initiateTag">The tag that an INIT gives; null for other packets.</param>
    public bool? Matches(IPEndPoint source, IPEndPoint destination, uint tag, uint? initiateTag)
    {
        foreach (bool fromA in (ReadOnlySpan<bool>)[true, false])
        {
            (IPEndPoint from, IPEndPoint to) = fromA ? (Conversation.A, Conversation.B) : (Conversation.B, Conversation.A);
            if (source.Port != from.Port || destination.Port != to.Port)
                continue;
            uint? receivers = fromA ? _tagOfB : _tagOfA, senders = fromA ? _tagOfA : _tagOfB;
            bool sameAddresses = source.Address.Equals(from.Address) && destination.Address.Equals(to.Address);
            if (initiateTag is not null ? senders == initiateTag : receivers is null ? sameAddresses : receivers == tag)
                return fromA;
        }

        return null;
    }

    /// <summary>A side gives the tag that it wants to be called by, in INIT or INIT ACK.</summary>
    public void Name(bool fromA, uint own, bool isFirst)
    {
        Learn(!fromA, own);
        Conversation.IsOpenedByA ??= fromA == isFirst;
    }

    /// <summary>The tag that packets of one side carry.</summary>
    public void Learn(bool fromA, uint tag)
    {
        if (fromA)
            _tagOfB ??= tag;
        else
            _tagOfA ??= tag;
    }

    /// <summary>A side ended it.</summary>
    public void EndBy(bool fromA)
    {
        if (fromA)
            Conversation.IsEndedByA = true;
        else
            Conversation.IsEndedByB = true;
    }

    /// <summary>A DATA chunk, RFC 9260 3.3.1: TSN, stream, sequence in the stream, protocol, octets.</summary>
    public void Add(Frame frame, bool fromA, int flags, ReadOnlySpan<byte> chunk, CaptureNotes notes)
    {
        uint tsn = BinaryPrimitives.ReadUInt32BigEndian(chunk[4..]), protocol = BinaryPrimitives.ReadUInt32BigEndian(chunk[12..]);
        if (protocol is not (DiameterInClear or Unspecified))
        {
            notes.Add($"SCTP DATA chunks of protocol {protocol} are left out: Diameter in clear text is 46 (RFC 6733 11.5)", frame.Number);
            return;
        }

        if (!_known.Add((fromA, tsn)))
            return;
        _fragments[(fromA, tsn)] = (flags, chunk[16..].ToArray());
        uint first = tsn, last = tsn;
        while ((_fragments[(fromA, first)].Flags & BeginOfMessage) == 0)
        {
            if (!_fragments.ContainsKey((fromA, --first)))
                return;
        }

        while ((_fragments[(fromA, last)].Flags & EndOfMessage) == 0)
        {
            if (!_fragments.ContainsKey((fromA, ++last)))
                return;
        }

        List<byte> octets = [];
        for (uint part = first; part != last + 1; part++)
        {
            octets.AddRange(_fragments[(fromA, part)].Octets);
            _fragments.Remove((fromA, part));
        }

        MessageSplitter splitter = new((at, message) => Conversation.Add(at, fromA, message), what => Conversation.Note(fromA, what));
        splitter.Add(frame, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(octets));
        splitter.End();
    }

    /// <summary>To be called when all was read.</summary>
    public void End()
    {
        foreach (bool fromA in _fragments.Keys.Select(key => key.FromA).Distinct())
            Conversation.Note(fromA, "a message has fragments that are not in the capture, and is left out");
    }
}
