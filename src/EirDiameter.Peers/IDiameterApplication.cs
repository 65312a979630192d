using System.Buffers;

namespace EirDiameter.Peers;

/// <summary>An application that answers requests, by its application id (RFC 6733 2.4).</summary>
public interface IDiameterApplication
{
    /// <summary>The application id. Requests with it are handed to this application; <see cref="Protocol.LocalIdentity.Applications"/> announces it.</summary>
    uint ApplicationId { get; }

    /// <summary>Opens a handler for one connection whose capabilities exchange has succeeded.</summary>
    /// <param name="link">The way to answer later.</param>
    IRequestHandler Open(IPeerLink link);
}

/// <summary>
/// Answers the requests of one connection. All calls come from that connection's loop, one at a time; nothing in them may block or wait.
/// </summary>
public interface IRequestHandler : IDisposable
{
    /// <summary>Called before the first request of one read of the transport.</summary>
    void BeginBatch();

    /// <summary>Answers one request, or takes it over for later. The request is a whole message with this application's id.</summary>
    /// <param name="request">The message; valid only during the call.</param>
    /// <param name="answers">Takes the answer: one whole message, in one or several pieces.</param>
    /// <returns>
    /// True: the answer was written to <paramref name="answers"/>. False: it will come by <see cref="IPeerLink.TrySend"/>,
    /// and nothing was written.
    /// </returns>
    bool Handle(ReadOnlySpan<byte> request, IBufferWriter<byte> answers);

    /// <summary>Called after the last request of one read; always paired with <see cref="BeginBatch"/>.</summary>
    void EndBatch();
}

/// <summary>One connected peer, as an application sees it.</summary>
public interface IPeerLink
{
    /// <summary>Origin-Host of the peer's CER.</summary>
    string OriginHost { get; }

    /// <summary>Origin-Realm of the peer's CER.</summary>
    string OriginRealm { get; }

    /// <summary>
    /// Sends the answer to a request for which <see cref="IRequestHandler.Handle"/> returned false. From any thread; copies the message; never blocks.
    /// Exactly one call is to be made for each such request.
    /// </summary>
    /// <param name="answer">One whole message.</param>
    /// <param name="request">The request that it answers: what it offers decides what else the answer may tell (RFC 7683 5.1.2).</param>
    /// <returns>False: the connection is gone, or the peer reads too slowly. The message is dropped.</returns>
    bool TrySend(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> request);
}
