using System.Buffers.Binary;
using System.Net.Sockets;

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

/// <summary>TCP, or SCTP, where one message is sent at a time (RFC 6733 2.1.1).</summary>
internal sealed class PlainChannel(Socket socket, bool isSctp) : TargetChannel(socket)
{
    public override bool IsReadInParts => isSctp;

    public override int Send(ReadOnlySpan<byte> octets, out SocketError error) => Socket.Send(isSctp ? FirstMessage(octets) : octets, SocketFlags.None, out error);

    public override int Receive(Span<byte> octets, out SocketError error) => Socket.Receive(octets, SocketFlags.None, out error);

    private static ReadOnlySpan<byte> FirstMessage(ReadOnlySpan<byte> octets) => octets[..(int)(BinaryPrimitives.ReadUInt32BigEndian(octets) & 0xFFFFFF)];
}
