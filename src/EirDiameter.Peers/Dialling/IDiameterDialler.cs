using Microsoft.AspNetCore.Connections;

namespace EirDiameter.Peers.Dialling;

/// <summary>Makes transport connections to peers.</summary>
public interface IDiameterDialler
{
    /// <summary>Dials. Throws <see cref="IOException"/> or <see cref="System.Net.Sockets.SocketException"/> when nobody can be reached there.</summary>
    /// <param name="address">Where.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<ConnectionContext> ConnectAsync(DialAddress address, CancellationToken cancellationToken);
}
