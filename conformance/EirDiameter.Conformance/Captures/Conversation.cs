using System.Net;

namespace EirDiameter.Conformance.Captures;

/// <summary>One Diameter message as it passed.</summary>
/// <param name="Frame">The frame that completed it.</param>
/// <param name="At">When that frame passed.</param>
/// <param name="FromClient">True when the side sent it that opened the connection.</param>
/// <param name="Octets">The message, as long as its length field says.</param>
internal sealed record CapturedMessage(int Frame, DateTimeOffset At, bool FromClient, byte[] Octets);

/// <summary>All that passed over one TCP connection or SCTP association.</summary>
/// <param name="Transport"><c>TCP</c> or <c>SCTP</c>.</param>
/// <param name="Client">Who opened it; where the capture does not have its beginning, who sent the first request.</param>
/// <param name="Server">The other side.</param>
/// <param name="Messages">The messages of both directions, in the order in which they were complete.</param>
/// <param name="EndedByServer">True when the capture has the server's FIN, RST, SHUTDOWN or ABORT.</param>
/// <param name="Notes">What could not be read.</param>
internal sealed record Conversation(
    string Transport, IPEndPoint Client, IPEndPoint Server, IReadOnlyList<CapturedMessage> Messages, bool EndedByServer, IReadOnlyList<string> Notes)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Transport} {Client} -> {Server}";
}
