using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using EirDiameter.Peers.Hosting;
using EirDiameter.Peers.Sctp;
using EirDiameter.SctpSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace EirDiameter.Peers.Dialling;

/// <summary>
/// Dials over TCP, TLS and SCTP. A name is looked up each time; its addresses are tried in the order in which the resolver gives them, each for its
/// share of the time that there is, so that one which is dead does not hide the next.
/// </summary>
internal sealed class TransportDialler(
    PeersOptions options, IMemoryPoolFactory<byte> memory, ILoggerFactory loggers, TimeProvider time, NameLookup names, TlsDialling? tls = null)
    : IDiameterDialler, IDisposable
{
    private readonly PipeLimits _limits = PipeLimits.Of(options, memory);
    private readonly SocketConnectionContextFactory _connections =
        new(new SocketConnectionFactoryOptions(), loggers.CreateLogger("EirDiameter.Peers.Dialling"));

    public async ValueTask<ConnectionContext> ConnectAsync(DialAddress address, CancellationToken cancellationToken)
    {
        IPAddress[] candidates = await names.AddressesOf(address.Host, cancellationToken);
        Exception last = new SocketException((int)SocketError.HostNotFound);
        foreach (IPAddress candidate in candidates)
        {
            using CancellationTokenSource share = new(options.DialTimeout / candidates.Length, time);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(share.Token, cancellationToken);
            try
            {
                return await ConnectAsync(address, new IPEndPoint(candidate, address.Port), either.Token);
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                last = share.IsCancellationRequested ? new SocketException((int)SocketError.TimedOut) : error;
            }
        }

        throw last;
    }

    public void Dispose() => _connections.Dispose();

    private async ValueTask<ConnectionContext> ConnectAsync(DialAddress address, IPEndPoint remote, CancellationToken cancellationToken)
    {
        Socket socket = address.Scheme == TransportNames.Sctp
            ? SctpSocket.Open(remote.AddressFamily)
            : new Socket(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(remote, cancellationToken);
            return address.Scheme switch
            {
                TransportNames.Sctp => Started(new SctpConnection(socket, _limits)),
                TransportNames.Tls => Started(await SecureAsync(socket, address.Host, cancellationToken)),
                _ => _connections.Create(socket),
            };
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async ValueTask<TlsConnection> SecureAsync(Socket socket, string host, CancellationToken cancellationToken)
    {
        SslClientAuthenticationOptions handshake = tls?.Options() ?? throw new IOException("there are no certificates for TLS");
        handshake.TargetHost = host;
        SslStream stream = new(new NetworkStream(socket));
        try
        {
            await stream.AuthenticateAsClientAsync(handshake, cancellationToken);
            return new TlsConnection(socket, stream, _limits);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    private static PipeConnection Started(PipeConnection connection)
    {
        connection.Start();
        return connection;
    }
}
