using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using EirDiameter.Peers.Connections;
using EirDiameter.Peers.Hosting;
using EirDiameter.Protocol;
using EirDiameter.SctpSockets;

namespace EirDiameter.Peers.Sctp;

/// <summary>
/// One association as a connection. Each Diameter message leaves as one SCTP message (RFC 6733 2.1.1), on stream 0; what arrives is taken as a sequence of
/// octets, so that a message in parts is joined and two in one are both found. Messages are taken from any stream, with any payload protocol: old peers send 0.
/// </summary>
internal sealed class SctpConnection : PipeConnection
{
    private const int ReceiveBuffer = 64 * 1024;

    private readonly byte[] _received = GC.AllocateUninitializedArray<byte>(ReceiveBuffer, pinned: true);
    private byte[] _joined = [];

    /// <summary>Takes over an established association.</summary>
    public SctpConnection(Socket socket, PipeLimits limits)
        : base(socket, limits) =>
        LocalAddresses = [.. SctpSocket.LocalAddresses(socket).Select(TransportExtensions.Plain)];

    public override string Name => TransportNames.Sctp;

    public override IReadOnlyList<IPAddress> LocalAddresses { get; }

    /// <summary>RFC 6733 2.1.1 recommends it: a message that is lost on the way holds up no other.</summary>
    public override void AllowReordering()
    {
        try
        {
            SctpSocket.SendUnordered(Socket);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The association is gone, which whoever reads it will see.
        }
    }

    protected override async Task ReceiveAsync(PipeWriter input)
    {
        while (true)
        {
            // The first is waited for; what else is there is taken along and handed over with it, so that the answers leave together.
            int length = await Socket.ReceiveAsync(_received.AsMemory(), SocketFlags.None);
            bool isEnded = length == 0;
            for (int unflushed = 0; length > 0;)
            {
                input.Write(_received.AsSpan(0, length));
                unflushed += length;
                length = isEnded || unflushed >= ReceiveBuffer ? 0 : SctpMessages.Receive(Socket, _received, out isEnded);
            }

            FlushResult flushed = await input.FlushAsync();
            if (flushed.IsCompleted || isEnded)
                return;
        }
    }

    protected override async ValueTask<SequencePosition> SendAsync(ReadOnlySequence<byte> octets)
    {
        while (octets.Length > 0)
        {
            int sent = SctpMessages.Send(Socket, octets.FirstSpan);
            if (sent > 0)
            {
                octets = octets.Slice(sent);
                continue;
            }

            // The kernel takes no more now, or a message lies in two blocks.
            if (!TryTakeMessage(ref octets, out ReadOnlyMemory<byte> message))
                break;
            await Socket.SendAsync(message);
        }

        return octets.Start;
    }

    private bool TryTakeMessage(ref ReadOnlySequence<byte> rest, out ReadOnlyMemory<byte> message)
    {
        message = default;
        if (rest.Length < DiameterHeader.Size)
            return false;
        Span<byte> start = stackalloc byte[DiameterHeader.Size];
        rest.Slice(0, DiameterHeader.Size).CopyTo(start);
        DiameterHeader.TryRead(start, out DiameterHeader header);
        int length = header.Length;
        if (rest.Length < length)
            return false;
        if (rest.First.Length >= length)
        {
            message = rest.First[..length];
        }
        else
        {
            if (_joined.Length < length)
                _joined = GC.AllocateUninitializedArray<byte>(length);
            rest.Slice(0, length).CopyTo(_joined);
            message = _joined.AsMemory(0, length);
        }

        rest = rest.Slice(length);
        return true;
    }
}
