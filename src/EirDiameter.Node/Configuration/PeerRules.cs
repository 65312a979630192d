using EirDiameter.Peers;
using EirDiameter.Peers.Dialling;

namespace EirDiameter.Node.Configuration;

/// <summary>The rules that one peer must keep, be it of the configuration or given while the node runs.</summary>
internal static class PeerRules
{
    /// <summary>Adds what is wrong with a peer.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="tls">The certificates that there are.</param>
    /// <param name="key">What stands before the name of a setting in an error.</param>
    /// <param name="errors">Gets one line for each error.</param>
    public static void Validate(PeerSection peer, TlsSection? tls, string key, List<string> errors)
    {
        NodeOptionsValidator.Identity($"{key}Host", peer.Host, errors);
        if (peer.CertificateName is not null) NodeOptionsValidator.Identity($"{key}CertificateName", peer.CertificateName, errors);
        if (peer.Connect is not null)
        {
            if (!ConnectAddress.TryParse(peer.Connect, out DialAddress? address, out string? error)) errors.Add($"{key}Connect: {error}");
            else if (address.Scheme == TransportNames.Tls) ValidateTls(tls, $"{key}Connect is {address}", isDialled: true, errors);
        }

        for (int i = 0; i < peer.Addresses.Count; i++)
        {
            if (!PeerNetwork.TryParse(peer.Addresses[i], out _, out string? error)) errors.Add($"{key}Addresses:{i}: {error}");
        }

        NodeOptionsValidator.Identities($"{key}OriginRealms", peer.OriginRealms, errors);
        NodeOptionsValidator.Range($"{key}MaxRequestsPerSecond", peer.MaxRequestsPerSecond, 0, int.MaxValue, errors);
    }

    /// <summary>Adds what is missing for TLS.</summary>
    public static void ValidateTls(TlsSection? section, string because, bool isDialled, List<string> errors)
    {
        TlsSection tls = section ?? new TlsSection();
        Exists("Certificate", tls.Certificate, "the certificate of this node");
        Exists("Key", tls.Key, "the key of Diameter:Tls:Certificate");
        if (isDialled || tls.RequireClientCertificate || tls.Trust is not null) Exists("Trust", tls.Trust, "the authorities that peers' certificates come from");

        void Exists(string key, string? file, string what)
        {
            if (file is null) errors.Add($"Diameter:Tls:{key}: expected a PEM file with {what}, because {because}");
            else if (!File.Exists(file)) errors.Add($"Diameter:Tls:{key}: there is no file '{file}'");
        }
    }

    /// <summary>Whether there are files for TLS in both directions.</summary>
    public static bool IsUsable(TlsSection tls)
    {
        List<string> errors = [];
        ValidateTls(tls, "", isDialled: false, errors);
        return errors.Count == 0;
    }

    /// <summary>A peer that keeps the rules, as the neighbours want it.</summary>
    public static PeerOptions OptionsOf(PeerSection peer) => new()
    {
        Host = peer.Host,
        Addresses = [.. peer.Addresses.Select(PeerNetwork.Parse)],
        CertificateName = peer.CertificateName,
        Connect = peer.Connect is null ? null : ConnectAddress.Parse(peer.Connect),
        OriginRealms = peer.OriginRealms,
        MaxRequestsPerSecond = peer.MaxRequestsPerSecond,
        ReportOverload = peer.ReportOverload,
        ReportLoad = peer.ReportLoad,
    };
}
