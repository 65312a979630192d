using System.Net;
using System.Net.Sockets;

namespace EirDiameter.Peers.Sctp;

/// <summary>Where to listen for Diameter over SCTP: one port on one or more addresses of this machine, which are one end of an association (RFC 9260 6.4).</summary>
/// <param name="addresses">The addresses, of one family; at least one.</param>
/// <param name="port">The port; 0 takes a free one.</param>
public sealed class SctpEndPoint(IReadOnlyList<IPAddress> addresses, int port) : EndPoint
{
    /// <summary>The addresses.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; } = addresses;

    /// <summary>The port.</summary>
    public int Port { get; } = port;

    /// <inheritdoc/>
    public override AddressFamily AddressFamily => Addresses[0].AddressFamily;

    /// <inheritdoc/>
    public override string ToString() => $"{string.Join(',', Addresses)}:{Port}";
}
