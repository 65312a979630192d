using System.Net;
using System.Net.Sockets;

namespace EirDiameter.Peers.Dialling;

/// <summary>Where a peer is dialled.</summary>
/// <param name="Scheme">The transport: tcp.</param>
/// <param name="Host">An IP address, or the name of a host in A-labels (RFC 6733 appendix D).</param>
/// <param name="Port">The port, 1 to 65535.</param>
public sealed record DialAddress(string Scheme, string Host, int Port)
{
    /// <inheritdoc/>
    public override string ToString() =>
        IPAddress.TryParse(Host, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetworkV6
            ? $"{Scheme}://[{Host}]:{Port}"
            : $"{Scheme}://{Host}:{Port}";
}
