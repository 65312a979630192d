namespace EirDiameter.Node.Configuration;

/// <summary>Section <c>Diameter:Discovery</c>: agents that are found in the DNS, and dialled (RFC 6733 5.2, RFC 6408).</summary>
public sealed record DiscoverySection
{
    /// <summary>The realms whose agents are looked for; none = discovery is off.</summary>
    public IReadOnlyList<string> Realms { get; init; } = [];

    /// <summary>The DNS server to ask, an IP address or <c>ADDRESS:PORT</c>; null = those of the machine.</summary>
    public string? Server { get; init; }

    /// <summary>The transports to use, the one preferred first: <c>tls</c>, <c>sctp</c>, <c>tcp</c>. None = <c>tls</c> alone, since over it a name that the DNS gave is proved.</summary>
    public IReadOnlyList<string> Transports { get; init; } = [];

    /// <summary>Agents dialled in each realm, those that its records prefer.</summary>
    public int MaxPeers { get; init; } = 4;
}
