using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using EirDiameter.Peers.Hosting;
using Microsoft.AspNetCore.Http.Features;

namespace EirDiameter.Peers.Dialling;

/// <summary>A connection that was dialled over TLS, its handshake done.</summary>
internal sealed class TlsConnection : PipeConnection, ITlsConnectionFeature
{
    private readonly SslStream _stream;

    /// <summary>Takes over both.</summary>
    public TlsConnection(Socket socket, SslStream stream, PipeLimits limits)
        : base(socket, limits)
    {
        _stream = stream;
        ClientCertificate = stream.RemoteCertificate as X509Certificate2;
        Features.Set<ITlsConnectionFeature>(this);
    }

    public override string Name => TransportNames.Tls;

    /// <summary>The certificate of the other side, whichever that is.</summary>
    public X509Certificate2? ClientCertificate { get; set; }

    public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult(ClientCertificate);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _stream.DisposeAsync();
    }

    protected override async Task ReceiveAsync(PipeWriter input)
    {
        while (await _stream.ReadAsync(input.GetMemory()) is > 0 and int length)
        {
            input.Advance(length);
            FlushResult flushed = await input.FlushAsync();
            if (flushed.IsCompleted)
                return;
        }
    }

    protected override async ValueTask<SequencePosition> SendAsync(ReadOnlySequence<byte> octets)
    {
        foreach (ReadOnlyMemory<byte> part in octets)
            await _stream.WriteAsync(part);
        return octets.End;
    }

    protected override async ValueTask EndSendingAsync()
    {
        await _stream.ShutdownAsync();
        await base.EndSendingAsync();
    }
}
