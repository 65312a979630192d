using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using EirDiameter.Peers.Connections;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace EirDiameter.Peers.Hosting;

/// <summary>
/// A connection that Kestrel does not make: a socket, and pipes between it and whoever has the connection. Pipes, because a read of a pipe can be cancelled
/// without losing an octet, which neither a socket nor a stream promises.
/// </summary>
internal abstract class PipeConnection : ConnectionContext, IDiameterTransportFeature, IConnectionSocketFeature
{
    private readonly CancellationTokenSource _closed = new();
    private readonly PipeWriter _input;
    private readonly PipeReader _output;
    private Task _running = Task.CompletedTask;
    private int _ended;

    protected PipeConnection(Socket socket, PipeLimits limits)
    {
        Socket = socket;
        LocalEndPoint = socket.LocalEndPoint;
        RemoteEndPoint = socket.RemoteEndPoint;
        ConnectionClosed = _closed.Token;
        Pipe input = limits.NewInput(), output = limits.NewOutput();
        Transport = new Duplex(input.Reader, output.Writer);
        _input = input.Writer;
        _output = output.Reader;
        Features.Set<IDiameterTransportFeature>(this);
        Features.Set<IConnectionSocketFeature>(this);
    }

    public abstract string Name { get; }

    public virtual IReadOnlyList<IPAddress> LocalAddresses => [TransportExtensions.Plain(((IPEndPoint)LocalEndPoint!).Address)];

    public Socket Socket { get; }

    public override IDuplexPipe Transport { get; set; }

    public override string ConnectionId { get; set; } = Guid.NewGuid().ToString("N");

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    public virtual void AllowReordering()
    {
        // A stream keeps its order.
    }

    /// <summary>Begins to receive and to send.</summary>
    public void Start() => _running = Task.WhenAll(PumpInAsync(), PumpOutAsync());

    /// <summary>Ends the connection at once; by RST or ABORT if its linger time was set to 0.</summary>
    public override void Abort(ConnectionAbortedException abortReason) => End();

    public override async ValueTask DisposeAsync()
    {
        Transport.Input.Complete();
        Transport.Output.Complete();
        await _running;
        await base.DisposeAsync();
    }

    /// <summary>Receives into the pipe until the peer ends, or nobody takes it any more.</summary>
    protected abstract Task ReceiveAsync(PipeWriter input);

    /// <summary>Sends what is complete of it.</summary>
    /// <returns>Where the rest begins.</returns>
    protected abstract ValueTask<SequencePosition> SendAsync(ReadOnlySequence<byte> octets);

    /// <summary>Tells the peer that nothing more comes; what was sent is still delivered.</summary>
    protected virtual ValueTask EndSendingAsync()
    {
        Socket.Shutdown(SocketShutdown.Both);
        return ValueTask.CompletedTask;
    }

    private static bool IsOfTransport(Exception error) => error is SocketException or IOException or ObjectDisposedException;

    private async Task PumpInAsync()
    {
        // Not on the thread of whoever made the connection: what is received is handled by the one who receives.
        await Task.Yield();
        Exception? error = null;
        try
        {
            await ReceiveAsync(_input);
        }
        catch (Exception caught) when (IsOfTransport(caught))
        {
            error = Volatile.Read(ref _ended) == 0 ? new ConnectionResetException(caught.Message, caught) : null;
        }

        await _input.CompleteAsync(error);

        // On another thread, since who waits for it may go on to use the connection.
        ThreadPool.UnsafeQueueUserWorkItem(static closed => closed.Cancel(), _closed, preferLocal: false);
    }

    private async Task PumpOutAsync()
    {
        Exception? error = null;
        try
        {
            ReadResult read;
            do
            {
                read = await _output.ReadAsync();
                SequencePosition rest = await SendAsync(read.Buffer);
                _output.AdvanceTo(rest, read.Buffer.End);
            }
            while (!read.IsCompleted && !read.IsCanceled);
            await EndSendingAsync();
        }
        catch (Exception caught) when (IsOfTransport(caught))
        {
            error = caught;
        }

        await _output.CompleteAsync(error);
        End();
    }

    private void End()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
            return;
        Socket.Dispose();
        _output.CancelPendingRead();
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
