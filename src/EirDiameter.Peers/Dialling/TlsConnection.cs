using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace EirDiameter.Peers.Dialling;

/// <summary>
/// A connection that was dialled over TLS. Its octets are pumped between the stream and pipes, so that a read can be cancelled without losing any, which a
/// stream does not promise.
/// </summary>
internal sealed class TlsConnection : ConnectionContext, IDiameterTransportFeature, IConnectionSocketFeature, ITlsConnectionFeature
{
    private const int PauseAt = 1 << 20;

    private readonly SslStream _stream;
    private readonly Duplex _application;
    private readonly CancellationTokenSource _closed = new();
    private readonly Task _running;

    /// <summary>Takes over a stream whose handshake is done.</summary>
    public TlsConnection(Socket socket, SslStream stream)
    {
        Socket = socket;
        _stream = stream;
        LocalEndPoint = socket.LocalEndPoint;
        RemoteEndPoint = socket.RemoteEndPoint;
        LocalAddresses = [Connections.TransportExtensions.Plain(((IPEndPoint)socket.LocalEndPoint!).Address)];
        ClientCertificate = stream.RemoteCertificate as X509Certificate2;
        ConnectionClosed = _closed.Token;
        var options = new PipeOptions(pauseWriterThreshold: PauseAt, resumeWriterThreshold: PauseAt / 2, useSynchronizationContext: false);
        Pipe input = new(options), output = new(options);
        Transport = new Duplex(input.Reader, output.Writer);
        _application = new Duplex(output.Reader, input.Writer);
        Features.Set<IDiameterTransportFeature>(this);
        Features.Set<IConnectionSocketFeature>(this);
        Features.Set<ITlsConnectionFeature>(this);
        _running = Task.WhenAll(ReceiveAsync(), SendAsync());
    }

    public string Name => "tls";

    public IReadOnlyList<IPAddress> LocalAddresses { get; }

    public Socket Socket { get; }

    /// <summary>The certificate of the other side, whichever that is.</summary>
    public X509Certificate2? ClientCertificate { get; set; }

    public override IDuplexPipe Transport { get; set; }

    public override string ConnectionId { get; set; } = Guid.NewGuid().ToString("N");

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult(ClientCertificate);

    /// <summary>Ends the connection at once; by RST if its linger time was set to 0.</summary>
    public override void Abort(ConnectionAbortedException abortReason) => Socket.Dispose();

    public override async ValueTask DisposeAsync()
    {
        Transport.Input.Complete();
        Transport.Output.Complete();
        await _running;
        await _stream.DisposeAsync();
        await base.DisposeAsync();
    }

    private async Task ReceiveAsync()
    {
        PipeWriter input = _application.Output;
        Exception? error = null;
        try
        {
            while (await _stream.ReadAsync(input.GetMemory()) is > 0 and int length)
            {
                input.Advance(length);
                FlushResult flushed = await input.FlushAsync();
                if (flushed.IsCompleted)
                    break;
            }
        }
        catch (Exception caught) when (caught is IOException or ObjectDisposedException)
        {
            error = new ConnectionResetException(caught.Message, caught);
        }

        await input.CompleteAsync(error);

        // On another thread, since who waits for it may go on to use the connection.
        ThreadPool.UnsafeQueueUserWorkItem(static closed => closed.Cancel(), _closed, preferLocal: false);
    }

    private async Task SendAsync()
    {
        PipeReader output = _application.Input;
        try
        {
            while (true)
            {
                ReadResult read = await output.ReadAsync();
                foreach (ReadOnlyMemory<byte> part in read.Buffer)
                    await _stream.WriteAsync(part);
                output.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                    break;
            }

            await _stream.ShutdownAsync();
            Socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception caught) when (caught is IOException or ObjectDisposedException or SocketException)
        {
            // The connection is gone.
        }

        await output.CompleteAsync();
        Socket.Dispose();
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
