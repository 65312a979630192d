using System.Net;

namespace EirDiameter.Peers;

/// <summary>A connection feature by which a transport other than TCP and TLS describes itself.</summary>
public interface IDiameterTransportFeature
{
    /// <summary>Name of the transport, as shown in the peer table: "sctp".</summary>
    string Name { get; }

    /// <summary>All local addresses of the association, for Host-IP-Address (RFC 6733 5.3.5: one for each).</summary>
    IReadOnlyList<IPAddress> LocalAddresses { get; }
}
