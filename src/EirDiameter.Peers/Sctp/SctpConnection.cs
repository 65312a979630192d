using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using EirDiameter.Protocol;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace EirDiameter.Peers.Sctp;

/// <summary>
/// One association as a connection. Each Diameter message leaves as one SCTP message (RFC 6733 2.1.1); what arrives is taken as a sequence of octets, so that a
/// message in parts is joined and two in one are both found. Messages are taken from any stream, with any payload protocol: old peers send 0.
/// </summary>
/// <remarks>
/// Sent is on stream 0, and without order as soon as that is allowed: the side that was dialled must not before it has received a message after its CEA, since
/// until then the peer might see something before the CEA (RFC 6733 2.1.1).
/// </remarks>
internal sealed class SctpConnection : ConnectionContext, IDiameterTransportFeature, IConnectionSocketFeature
{
    private const int ReceiveBuffer = 64 * 1024;

    private readonly Socket _socket;
    private readonly Duplex _application;
    private readonly CancellationTokenSource _closed = new();
    private readonly byte[] _received = GC.AllocateUninitializedArray<byte>(ReceiveBuffer, pinned: true);
    private readonly int _messagesBeforeUnordered;
    private byte[] _joined = [];
    private Task _running = Task.CompletedTask;
    private int _ended;

    private SctpConnection(Socket socket, SctpConnectionOptions options, bool isDialled)
    {
        _socket = socket;
        _messagesBeforeUnordered = isDialled ? 1 : 2;
        LocalEndPoint = socket.LocalEndPoint;
        RemoteEndPoint = socket.RemoteEndPoint;
        LocalAddresses = [.. SctpSocket.LocalAddresses(socket).Select(Connections.TransportExtensions.Plain)];
        ConnectionClosed = _closed.Token;
        var input = new Pipe(PipeOptionsOf(options.Memory, options.MaxReadBytes));
        var output = new Pipe(PipeOptionsOf(options.Memory, options.MaxWriteBytes));
        Transport = new Duplex(input.Reader, output.Writer);
        _application = new Duplex(output.Reader, input.Writer);
        Features.Set<IDiameterTransportFeature>(this);
        Features.Set<IConnectionSocketFeature>(this);
    }

    public string Name => "sctp";

    public IReadOnlyList<IPAddress> LocalAddresses { get; }

    public Socket Socket => _socket;

    public override IDuplexPipe Transport { get; set; }

    public override string ConnectionId { get; set; } = Guid.NewGuid().ToString("N");

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    /// <summary>Begins to receive and to send on an established association.</summary>
    public static SctpConnection Start(Socket socket, SctpConnectionOptions options, bool isDialled)
    {
        var connection = new SctpConnection(socket, options, isDialled);
        connection._running = Task.WhenAll(connection.ReceiveAsync(), connection.SendAsync());
        return connection;
    }

    /// <summary>Ends the association at once; by ABORT if its linger time was set to 0.</summary>
    public override void Abort(ConnectionAbortedException abortReason) => End();

    public override async ValueTask DisposeAsync()
    {
        Transport.Input.Complete();
        Transport.Output.Complete();
        await _running;
        await base.DisposeAsync();
    }

    private static PipeOptions PipeOptionsOf(MemoryPool<byte> memory, int pause) =>
        new(memory, PipeScheduler.Inline, PipeScheduler.Inline, pause, pause / 2, useSynchronizationContext: false);

    private async Task ReceiveAsync()
    {
        await Task.Yield();
        Exception? error = null;
        int messages = 0;
        int unflushed = 0;
        PipeWriter input = _application.Output;
        try
        {
            while (true)
            {
                // What was received is handed over when nothing more is there, so that its answers leave together.
                ValueTask<int> receiving = _socket.ReceiveAsync(_received.AsMemory(), SocketFlags.None);
                if (unflushed > 0 && (!receiving.IsCompleted || unflushed >= ReceiveBuffer))
                {
                    unflushed = 0;
                    FlushResult flushed = await input.FlushAsync();
                    if (flushed.IsCompleted || flushed.IsCanceled)
                        break;
                }

                int length = await receiving;
                if (length == 0)
                    break;
                if (++messages == _messagesBeforeUnordered)
                    SctpSocket.SendUnordered(_socket);
                input.Write(_received.AsSpan(0, length));
                unflushed += length;
            }
        }
        catch (Exception caught) when (caught is SocketException or ObjectDisposedException)
        {
            error = new ConnectionResetException(caught.Message, caught);
        }

        await input.CompleteAsync(Volatile.Read(ref _ended) == 0 ? error : null);
        SignalClosed();
    }

    private async Task SendAsync()
    {
        PipeReader output = _application.Input;
        Exception? error = null;
        try
        {
            while (true)
            {
                ReadResult read = await output.ReadAsync();
                ReadOnlySequence<byte> rest = read.Buffer;
                while (TryTakeMessage(ref rest, out ReadOnlyMemory<byte> message))
                    await _socket.SendAsync(message);
                output.AdvanceTo(rest.Start, rest.End);
                if (read.IsCompleted || read.IsCanceled)
                    break;
            }
        }
        catch (Exception caught) when (caught is SocketException or ObjectDisposedException)
        {
            error = caught;
        }

        await output.CompleteAsync(error);
        Shutdown();
    }

    private bool TryTakeMessage(ref ReadOnlySequence<byte> rest, out ReadOnlyMemory<byte> message)
    {
        message = default;
        if (rest.Length < DiameterHeader.Size)
            return false;
        Span<byte> start = stackalloc byte[4];
        rest.Slice(0, 4).CopyTo(start);
        int length = (start[1] << 16) | (start[2] << 8) | start[3];
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

    /// <summary>What was sent is still delivered (RFC 9260 9.2).</summary>
    private void Shutdown()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // It is closed already.
        }

        End();
    }

    private void End()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
            return;
        _socket.Dispose();
        _application.Input.CancelPendingRead();
    }

    // On another thread, since who waits for it may go on to use the connection.
    private void SignalClosed() =>
        ThreadPool.UnsafeQueueUserWorkItem(static closed => closed.Cancel(), _closed, preferLocal: false);

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
