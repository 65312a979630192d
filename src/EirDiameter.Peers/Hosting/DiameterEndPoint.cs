using System.Net;

namespace EirDiameter.Peers.Hosting;

/// <summary>
/// An address to listen on for Diameter over TCP. A type of its own, so that these listeners get a transport with settings for Diameter, and the
/// HTTP listeners of the same process keep theirs.
/// </summary>
/// <param name="address">Address and port; port 0 takes a free one.</param>
public sealed class DiameterEndPoint(IPEndPoint address) : EndPoint
{
    /// <summary>Address and port.</summary>
    public IPEndPoint Address { get; } = address;

    /// <inheritdoc/>
    public override string ToString() => Address.ToString();
}
