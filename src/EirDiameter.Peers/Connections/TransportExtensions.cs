using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace EirDiameter.Peers.Connections;

/// <summary>What the neighbours want of a transport beyond its octets.</summary>
internal static class TransportExtensions
{
    /// <summary>
    /// Ends the connection by TCP RST (SCTP: ABORT), not FIN, as RFC 6733 2.1 demands for a compromised stream: a close with a linger time of 0.
    /// </summary>
    public static void Reset(this ConnectionContext connection, string why)
    {
        if (connection.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket)
        {
            try
            {
                socket.LingerState = new LingerOption(true, 0);
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // It is closed already.
            }
        }

        connection.Abort(new ConnectionAbortedException(why));
    }

    /// <summary>Name of the transport: tcp, tls, or what the transport calls itself.</summary>
    public static string TransportName(this ConnectionContext connection) =>
        connection.Features.Get<IDiameterTransportFeature>()?.Name
        ?? (connection.Features.Get<ITlsHandshakeFeature>() is null ? TransportNames.Tcp : TransportNames.Tls);

    /// <summary>The addresses to announce in Host-IP-Address (RFC 6733 5.3.5).</summary>
    public static IReadOnlyList<IPAddress> LocalAddresses(this ConnectionContext connection) =>
        connection.Features.Get<IDiameterTransportFeature>()?.LocalAddresses
        ?? (connection.LocalEndPoint is IPEndPoint local ? [Plain(local.Address)] : [IPAddress.Loopback]);

    /// <summary>The peer's address, IPv4 as IPv4 even on a dual-stack socket; null when the transport has none.</summary>
    public static IPAddress? RemoteAddress(this ConnectionContext connection) =>
        connection.RemoteEndPoint is IPEndPoint remote ? Plain(remote.Address) : null;

    /// <summary>The certificate that the peer showed in its TLS handshake; null: none, or no TLS.</summary>
    public static X509Certificate2? RemoteCertificate(this ConnectionContext connection) =>
        connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate;

    /// <summary>An IPv4 address that came through a dual-stack socket, as IPv4.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
