using EirDiameter.Equipment;

namespace EirDiameter.Node.Configuration;

/// <summary>Everything that can be configured, as read from files, environment and command line. <see cref="NodeConfiguration"/> reads and validates it.</summary>
public sealed record NodeOptions
{
    /// <summary>Section <c>Diameter</c>: who this node is and whom it serves.</summary>
    public DiameterOptions Diameter { get; init; } = new();

    /// <summary>Section <c>Policy</c>: what listings mean.</summary>
    public PolicyOptions Policy { get; init; } = new();

    /// <summary>Section <c>Store</c>: where listings are kept.</summary>
    public StoreSection Store { get; init; } = new();

    /// <summary>Section <c>Feeds</c>: feeds that are followed, and names of feeds beside <c>global</c>, <c>national</c>, <c>operator</c> and <c>local</c>.</summary>
    public IReadOnlyList<FeedSection> Feeds { get; init; } = [];

    /// <summary>Section <c>Push</c>: feeds whose owner sends record by record.</summary>
    public IReadOnlyList<PushSection> Push { get; init; } = [];

    /// <summary>Section <c>Lists</c>: list files loaded at start, again only if the file changed.</summary>
    public IReadOnlyList<ListSection> Lists { get; init; } = [];

    /// <summary>Section <c>Seen</c>: which equipment was asked about lately.</summary>
    public SeenSection Seen { get; init; } = new();

    /// <summary>Section <c>Admin</c>: the operators' HTTP API, health and metrics.</summary>
    public AdminOptions Admin { get; init; } = new();

    /// <summary>Section <c>N17</c>: the 5G interface.</summary>
    public N17Options N17 { get; init; } = new();
}

/// <summary>Section <c>Diameter</c>.</summary>
public sealed record DiameterOptions
{
    /// <summary>This node's DiameterIdentity, a fully qualified domain name (RFC 6733 4.3.1).</summary>
    public string OriginHost { get; init; } = "eir.epc.mnc001.mcc001.3gppnetwork.org";

    /// <summary>This node's realm; by TS 23.003 19.2 <c>epc.mnc&lt;MNC&gt;.mcc&lt;MCC&gt;.3gppnetwork.org</c>.</summary>
    public string OriginRealm { get; init; } = "epc.mnc001.mcc001.3gppnetwork.org";

    /// <summary>Realms served beside the own one.</summary>
    public IReadOnlyList<string> ServedRealms { get; init; } = [];

    /// <summary>Listen addresses, <c>tcp://HOST:PORT</c>; port 0 takes a free one and the <c>ready</c> line tells which.</summary>
    public IReadOnlyList<string> Listen { get; init; } = [];

    /// <summary>Peers that are known by name.</summary>
    public IReadOnlyList<PeerSection> Peers { get; init; } = [];

    /// <summary>What becomes of a peer that is not in <see cref="Peers"/>: <c>Refuse</c>, <c>Loopback</c> (only from this machine) or <c>Accept</c>.</summary>
    public string UnknownPeers { get; init; } = "Loopback";

    /// <summary>Twinit of RFC 3539 3.4.1 in seconds, 6 or more.</summary>
    public int WatchdogSeconds { get; init; } = 30;

    /// <summary>Tc of RFC 6733 2.1: every how many seconds a peer with <see cref="PeerSection.Connect"/> that is not connected is dialled.</summary>
    public int DialSeconds { get; init; } = 30;

    /// <summary>Seconds a connection may take to send its CER, or its CEA when it was dialled.</summary>
    public int CapabilitiesSeconds { get; init; } = 10;

    /// <summary>The Origin-Realms whose requests are served; others are answered 5003 (RFC 6733 2.9). None = any.</summary>
    public IReadOnlyList<string> OriginRealms { get; init; } = [];

    /// <summary>The agents over which requests may come, by their Route-Records; over others they are answered 5003 (RFC 6733 2.9). None = any.</summary>
    public IReadOnlyList<string> RouteRecords { get; init; } = [];

    /// <summary>Connections served at once; more are closed at once.</summary>
    public int MaxConnections { get; init; } = 4096;

    /// <summary>Longest message that is read, in octets.</summary>
    public int MaxMessageBytes { get; init; } = 65_536;

    /// <summary>Octets of answers that may wait for a peer that reads slowly.</summary>
    public int MaxQueuedBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Requests a second that one unlisted peer may send; 0 = no limit.</summary>
    public int MaxRequestsPerSecond { get; init; }

    /// <summary>Requests a second of all peers together that are served; 0 = no limit. A DWR is answered above it too.</summary>
    public int NodeRequestsPerSecond { get; init; }

    /// <summary>Whether requests of lower priority (DRMP, RFC 7944) are refused before those of higher priority.</summary>
    public bool ShedByPriority { get; init; }

    /// <summary>Result-Code of what cannot be taken now: 3004 (DIAMETER_TOO_BUSY) or 5012 (DIAMETER_UNABLE_TO_COMPLY).</summary>
    public int BusyResult { get; init; } = 3004;

    /// <summary>Disconnect-Cause of the DPR at a stop (RFC 6733 5.4.3): 0 REBOOTING, 1 BUSY, 2 DO_NOT_WANT_TO_TALK_TO_YOU.</summary>
    public int DisconnectCause { get; init; }

    /// <summary>Section <c>Diameter:Discovery</c>: agents found in the DNS.</summary>
    public DiscoverySection Discovery { get; init; } = new();

    /// <summary>Section <c>Diameter:Tls</c>: certificates for <c>tls://</c> listeners.</summary>
    public TlsSection? Tls { get; init; }
}

/// <summary>One entry of <c>Diameter:Peers</c>.</summary>
public sealed record PeerSection
{
    /// <summary>The peer's Origin-Host.</summary>
    public string Host { get; init; } = "";

    /// <summary>Where this node dials it, <c>tcp://HOST:PORT</c>; null = the peer dials this node.</summary>
    public string? Connect { get; init; }

    /// <summary>
    /// The name that must stand in its certificate (subjectAltName, dNSName), if it is not <see cref="Host"/>; then it must come over TLS. Null = over TLS its Origin-Host.
    /// </summary>
    public string? CertificateName { get; init; }

    /// <summary>Addresses the peer may come from, and networks (<c>192.0.2.0/24</c>); none = any.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>The Origin-Realms whose requests it may bring; none = those of <see cref="DiameterOptions.OriginRealms"/>.</summary>
    public IReadOnlyList<string> OriginRealms { get; init; } = [];

    /// <summary>Requests a second that are served; 0 = no limit.</summary>
    public int MaxRequestsPerSecond { get; init; }

    /// <summary>
    /// Whether answers tell it how many requests to keep back (DOIC, RFC 7683), when there are more than this limit or that of the node, and its requests offer it.
    /// </summary>
    public bool ReportOverload { get; init; }

    /// <summary>Whether answers tell it how much capacity is left (RFC 8583).</summary>
    public bool ReportLoad { get; init; }
}

/// <summary>Section <c>Diameter:Tls</c>.</summary>
public sealed record TlsSection
{
    /// <summary>PEM file of this node's certificate, and of those between it and an authority.</summary>
    public string? Certificate { get; init; }

    /// <summary>PEM file of its key.</summary>
    public string? Key { get; init; }

    /// <summary>PEM file of the authorities that peers' certificates must come from.</summary>
    public string? Trust { get; init; }

    /// <summary>Whether a peer must show a certificate.</summary>
    public bool RequireClientCertificate { get; init; } = true;
}

/// <summary>Section <c>Store</c>.</summary>
public sealed record StoreSection
{
    /// <summary>Directory of the store; made if it is not there.</summary>
    public string Path { get; init; } = "data";

    /// <summary>Memory for listings in MiB; 0 = sized from the machine. What does not fit is read from disk.</summary>
    public int MemoryMiB { get; init; }
}

/// <summary>One entry of <c>Lists</c>.</summary>
public sealed record ListSection
{
    /// <summary>The feed that the file speaks for.</summary>
    public string Feed { get; init; } = "local";

    /// <summary>The list file.</summary>
    public string File { get; init; } = "";

    /// <summary>Whether the file is all that the feed says: then what it lacks is no longer listed. Otherwise it is an update.</summary>
    public bool Snapshot { get; init; }
}

/// <summary>Section <c>Admin</c>.</summary>
public sealed record AdminOptions
{
    /// <summary>Address of the HTTP API. Anything beyond loopback needs <see cref="Keys"/>.</summary>
    public string Url { get; init; } = "http://127.0.0.1:8080";

    /// <summary>Keys of which a caller must show one (<c>Authorization: Bearer KEY</c>), 16 characters or longer each.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];
}
