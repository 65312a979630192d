using System.Net;

namespace EirDiameter.Peers;

/// <summary>A connection feature by which a transport that Kestrel does not make describes itself.</summary>
public interface IDiameterTransportFeature
{
    /// <summary>Name of the transport, one of <see cref="TransportNames"/>.</summary>
    string Name { get; }

    /// <summary>All local addresses of the association, for Host-IP-Address (RFC 6733 5.3.5: one for each).</summary>
    IReadOnlyList<IPAddress> LocalAddresses { get; }

    /// <summary>
    /// The peer has spoken after the capabilities exchange, so nothing can get before the CEA any more: from now on messages may overtake each other on the
    /// way, if the transport has a use for that (RFC 6733 2.1.1).
    /// </summary>
    void AllowReordering();
}
