using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace EirDiameter.Peers.Dialling;

/// <summary>Dials over TCP. A name is looked up each time; its addresses are tried in the order in which the resolver gives them.</summary>
internal sealed class TransportDialler(ILoggerFactory loggers) : IDiameterDialler, IDisposable
{
    private readonly SocketConnectionContextFactory _connections =
        new(new SocketConnectionFactoryOptions(), loggers.CreateLogger("EirDiameter.Peers.Dialling"));

    public async ValueTask<ConnectionContext> ConnectAsync(DialAddress address, CancellationToken cancellationToken)
    {
        SocketException? last = null;
        foreach (IPAddress candidate in await Dns.GetHostAddressesAsync(address.Host, cancellationToken))
        {
            Socket socket = new(candidate.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(candidate, address.Port), cancellationToken);
                return _connections.Create(socket);
            }
            catch (SocketException error)
            {
                last = error;
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }

    public void Dispose() => _connections.Dispose();
}
