using System.Net.Sockets;
using EirDiameter.SctpSockets;

namespace EirDiameter.S13Load.Connections;

/// <summary>What octets go through to the EIR: the socket itself, or TLS over it. Blocks or not as its socket does.</summary>
internal abstract class TargetChannel(Socket socket) : IDisposable
{
    /// <summary>The socket, to wait for.</summary>
    public Socket Socket { get; } = socket;

    /// <summary>Whether something that was taken has not gone out yet.</summary>
    public virtual bool IsBlocked => false;

    /// <summary>Whether one read may leave something behind that the socket does not tell of: read on until nothing comes.</summary>
    public abstract bool IsReadInParts { get; }

    /// <summary>Sends as much as the system takes; 0 and an error if it takes nothing now.</summary>
    public abstract int Send(ReadOnlySpan<byte> octets, out SocketError error);

    /// <summary>Receives what is there; 0 without an error at the end of the connection.</summary>
    public abstract int Receive(Span<byte> octets, out SocketError error);

    /// <summary>Sends what <see cref="IsBlocked"/> tells of, as far as the system takes it.</summary>
    public virtual SocketError Flush() => SocketError.Success;

    /// <inheritdoc/>
    public virtual void Dispose() => Socket.Dispose();
}

/// <summary>TCP.</summary>
internal sealed class TcpChannel(Socket socket) : TargetChannel(socket)
{
    public override bool IsReadInParts => false;

    public override int Send(ReadOnlySpan<byte> octets, out SocketError error) => Socket.Send(octets, SocketFlags.None, out error);

    public override int Receive(Span<byte> octets, out SocketError error) => Socket.Receive(octets, SocketFlags.None, out error);
}

/// <summary>SCTP, where each message is a message of the transport (RFC 6733 2.1.1).</summary>
internal sealed class SctpChannel(Socket socket) : TargetChannel(socket)
{
    public override bool IsReadInParts => true;

    public override int Send(ReadOnlySpan<byte> octets, out SocketError error)
    {
        // While connections are opened and closed the socket blocks, and there is one message.
        if (Socket.Blocking)
            return Socket.Send(octets, SocketFlags.None, out error);
        int sent = SctpMessages.Send(Socket, octets);
        error = sent > 0 ? SocketError.Success : SocketError.WouldBlock;
        return sent;
    }

    public override int Receive(Span<byte> octets, out SocketError error)
    {
        if (Socket.Blocking)
            return Socket.Receive(octets, SocketFlags.None, out error);
        int received = SctpMessages.Receive(Socket, octets, out bool isEnded);
        error = received > 0 || isEnded ? SocketError.Success : SocketError.WouldBlock;
        return received;
    }
}
