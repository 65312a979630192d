using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using EirDiameter.Peers.Sctp;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace EirDiameter.Peers.Dialling;

/// <summary>Dials over TCP, TLS and SCTP. A name is looked up each time; its addresses are tried in the order in which the resolver gives them.</summary>
internal sealed class TransportDialler(PeersOptions options, IMemoryPoolFactory<byte> memory, ILoggerFactory loggers, TlsDialling? tls = null) : IDiameterDialler, IDisposable
{
    private readonly SctpConnectionOptions _associations = SctpConnectionOptions.Of(options, memory);
    private readonly SocketConnectionContextFactory _connections =
        new(new SocketConnectionFactoryOptions(), loggers.CreateLogger("EirDiameter.Peers.Dialling"));

    public async ValueTask<ConnectionContext> ConnectAsync(DialAddress address, CancellationToken cancellationToken)
    {
        SocketException? last = null;
        foreach (IPAddress candidate in await Dns.GetHostAddressesAsync(address.Host, cancellationToken))
        {
            try
            {
                IPEndPoint remote = new(candidate, address.Port);
                return address.Scheme switch
                {
                    "sctp" => await SctpDialler.ConnectAsync(remote, _associations, cancellationToken),
                    "tls" => await ConnectTlsAsync(remote, address.Host, cancellationToken),
                    _ => _connections.Create(await ConnectAsync(remote, cancellationToken)),
                };
            }
            catch (SocketException error)
            {
                last = error;
            }
        }

        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }

    private async ValueTask<ConnectionContext> ConnectTlsAsync(IPEndPoint remote, string host, CancellationToken cancellationToken)
    {
        SslClientAuthenticationOptions handshake = tls?.Options() ?? throw new IOException("there are no certificates for TLS");
        handshake.TargetHost = host;
        Socket socket = await ConnectAsync(remote, cancellationToken);
        SslStream stream = new(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await stream.AuthenticateAsClientAsync(handshake, cancellationToken);
            return new TlsConnection(socket, stream);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    private static async ValueTask<Socket> ConnectAsync(IPEndPoint remote, CancellationToken cancellationToken)
    {
        Socket socket = new(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(remote, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose() => _connections.Dispose();
}
