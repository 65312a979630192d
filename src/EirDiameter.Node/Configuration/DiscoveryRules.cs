using System.Net;
using EirDiameter.Peers;

namespace EirDiameter.Node.Configuration;

/// <summary>The rules of section <c>Diameter:Discovery</c>.</summary>
internal static class DiscoveryRules
{
    private const string Key = "Diameter:Discovery";
    private const int DnsPort = 53;

    private static readonly string[] Transports = [TransportNames.Tcp, TransportNames.Tls, TransportNames.Sctp];

    public static void Validate(DiscoverySection section, TlsSection? tls, List<string> errors)
    {
        NodeOptionsValidator.Identities($"{Key}:Realms", section.Realms, errors);
        NodeOptionsValidator.Range($"{Key}:MaxPeers", section.MaxPeers, 1, 64, errors);
        for (int i = 0; i < section.Transports.Count; i++)
        {
            if (!Transports.Contains(section.Transports[i])) errors.Add($"{Key}:Transports:{i}: expected {string.Join(", ", Transports)}, not '{section.Transports[i]}'");
        }

        if (section.Server is not null && !TryParseServer(section.Server, out _))
            errors.Add($"{Key}:Server: expected an IP address, or one with a port such as 192.0.2.53:53 or [2001:db8::53]:53, not '{section.Server}'");
        if (section.Realms.Count > 0 && TransportsOf(section).Contains(TransportNames.Tls))
            PeerRules.ValidateTls(tls, $"{Key} finds agents to dial over TLS", isDialled: true, errors);
    }

    /// <summary>The transports to use, by preference.</summary>
    public static IReadOnlyList<string> TransportsOf(DiscoverySection section) => section.Transports.Count > 0 ? section.Transports : [TransportNames.Tls];

    /// <summary>Reads <see cref="DiscoverySection.Server"/>.</summary>
    public static bool TryParseServer(string text, out IPEndPoint server)
    {
        bool isRead = IPEndPoint.TryParse(text, out IPEndPoint? read);
        server = isRead && read!.Port == 0 ? new IPEndPoint(read.Address, DnsPort) : read!;
        return isRead;
    }
}
