using System.Net;

namespace EirDiameter.Conformance.Captures;

/// <summary>Gathers the messages of one connection. Sides are called A and B until it is known which of them is the client.</summary>
internal sealed class ConversationBuilder(string transport, IPEndPoint a, IPEndPoint b)
{
    private const int DiameterPort = 3868;

    private readonly List<CapturedMessage> _messages = [];
    private readonly List<string> _notes = [];

    /// <summary>One side.</summary>
    public IPEndPoint A { get; } = a;

    /// <summary>The other side.</summary>
    public IPEndPoint B { get; } = b;

    /// <summary>Which side opened it; null when the capture does not have that.</summary>
    public bool? IsOpenedByA { get; set; }

    /// <summary>True when side A ended it.</summary>
    public bool IsEndedByA { get; set; }

    /// <summary>True when side B ended it.</summary>
    public bool IsEndedByB { get; set; }

    /// <summary>A message of one side.</summary>
    public void Add(Frame frame, bool fromA, byte[] octets) => _messages.Add(new CapturedMessage(frame.Number, frame.At, fromA, octets));

    /// <summary>Something could not be read.</summary>
    public void Note(bool fromA, string what) => _notes.Add($"{(fromA ? A : B)}: {what}");

    /// <summary>Why nothing of what passed at Diameter's port can be read; null when something can, or nothing passed there.</summary>
    public string? Unreadable => _messages.Count == 0 && _notes.Count > 0 && IsAtDiameterPort
        ? $"{transport} {A} - {B} holds no Diameter that can be read (TLS, perhaps): {_notes[0]}"
        : null;

    private bool IsAtDiameterPort => A.Port == DiameterPort || B.Port == DiameterPort;

    /// <summary>The conversation; null when what was said was no Diameter.</summary>
    public Conversation? Build()
    {
        if (_messages.Count == 0 || !IsAtDiameterPort && !_messages.Exists(message => MessageSplitter.LooksLikeMessage(message.Octets)))
            return null;

        // RFC 6733 5.6: who opens a connection sends the CER. Without the beginning, and without a CER, who sends the first request.
        bool clientIsA = IsOpenedByA ?? (_messages.Find(IsCapabilitiesRequest) ?? _messages.Find(IsRequest))?.FromClient ?? B.Port == DiameterPort;

        // What comes behind a gap is read when the gap is sure, much later than it passed.
        return new Conversation(
            transport,
            clientIsA ? A : B,
            clientIsA ? B : A,
            [.. _messages.OrderBy(message => message.Frame).Select(message => clientIsA ? message : message with { FromClient = !message.FromClient })],
            clientIsA ? IsEndedByB : IsEndedByA,
            _notes);
    }

    private static bool IsRequest(CapturedMessage message) => (message.Octets[4] & 0x80) != 0;

    private static bool IsCapabilitiesRequest(CapturedMessage message) => IsRequest(message) && message.Octets is [_, _, _, _, _, 0, 1, 1, ..];
}
