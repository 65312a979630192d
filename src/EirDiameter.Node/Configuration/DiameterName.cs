using EirDiameter.Protocol;

namespace EirDiameter.Node.Configuration;

/// <summary>
/// Names as people write them, and as Diameter and the DNS carry them: a DiameterIdentity is ASCII, so each internationalised label becomes
/// its A-label before anything else sees it (RFC 6733 4.3.1 and appendix D, RFC 5890).
/// </summary>
internal static class DiameterName
{
    /// <summary>The settings with every name in A-labels. What cannot be converted stays as it is, for validation to name.</summary>
    public static DiameterOptions InAscii(DiameterOptions options) => options with
    {
        OriginHost = Converted(options.OriginHost),
        OriginRealm = Converted(options.OriginRealm),
        ServedRealms = [.. options.ServedRealms.Select(Converted)],
        OriginRealms = [.. options.OriginRealms.Select(Converted)],
        RouteRecords = [.. options.RouteRecords.Select(Converted)],
        Peers = [.. options.Peers.Select(InAscii)],
        Discovery = options.Discovery with { Realms = [.. options.Discovery.Realms.Select(Converted)] },
    };

    /// <summary>The same for one peer.</summary>
    public static PeerSection InAscii(PeerSection peer) => peer with
    {
        Host = Converted(peer.Host),
        CertificateName = peer.CertificateName is { } name ? Converted(name) : null,
        OriginRealms = [.. peer.OriginRealms.Select(Converted)],
    };

    // ASCII is left to the rules for identities, whose errors say more.
    private static string Converted(string name) => !name.All(char.IsAscii) && DiameterIdentity.TryNormalise(name, out string ascii) ? ascii : name;
}
