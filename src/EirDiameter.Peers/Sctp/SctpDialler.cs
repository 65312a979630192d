using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace EirDiameter.Peers.Sctp;

/// <summary>Makes associations. The kernel offers the peer every address of this machine, and learns the peer's in the handshake.</summary>
internal static class SctpDialler
{
    /// <exception cref="PlatformNotSupportedException">The kernel has no SCTP.</exception>
    /// <exception cref="SocketException">Nobody can be reached there.</exception>
    public static async ValueTask<ConnectionContext> ConnectAsync(IPEndPoint remote, SctpConnectionOptions options, CancellationToken cancellationToken)
    {
        Socket socket = SctpSocket.Open(remote.AddressFamily);
        try
        {
            await socket.ConnectAsync(remote, cancellationToken);
            return SctpConnection.Start(socket, options, isDialled: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
