using System.Net;
using EirDiameter.Peers.Dialling;
using EirDiameter.Peers.Watchdog;

namespace EirDiameter.Peers;

/// <summary>What happens to a peer whose Origin-Host is not configured (RFC 6733 5.3: policy).</summary>
public enum UnknownPeers
{
    /// <summary>It gets a CEA with 3010 and is disconnected.</summary>
    Refuse,

    /// <summary>It is accepted from a loopback address, and refused from any other.</summary>
    Loopback,

    /// <summary>It is accepted.</summary>
    Accept,
}

/// <summary>One configured peer.</summary>
public sealed record PeerOptions
{
    /// <summary>Its Origin-Host; compared without regard to case.</summary>
    public string Host { get; init; } = "";

    /// <summary>The networks it may come from, an address being a network of its own; empty: any. From elsewhere the name is refused with 3010.</summary>
    public IReadOnlyList<IPNetwork> Addresses { get; init; } = [];

    /// <summary>
    /// The dNSName that must stand in its certificate; then it must come over TLS, with a certificate. Null: over TLS its <see cref="Host"/>, if it shows a certificate.
    /// </summary>
    public string? CertificateName { get; init; }

    /// <summary>Where this node dials it; null: it dials this node.</summary>
    public DialAddress? Connect { get; init; }

    /// <summary>Requests per second, over which it is answered 3004; 0: <see cref="PeersOptions.MaxRequestsPerSecond"/>.</summary>
    public int MaxRequestsPerSecond { get; init; }

    /// <summary>
    /// Whether its answers tell of overload (RFC 7683), if its requests offer that: how many it is to keep back, when more come than its limit or the node's.
    /// </summary>
    public bool ReportOverload { get; init; }

    /// <summary>Whether its answers tell how much capacity is left (RFC 8583).</summary>
    public bool ReportLoad { get; init; }

    /// <summary>The realms whose requests it may bring (RFC 6733 2.9); empty: <see cref="PeersOptions.OriginRealms"/>.</summary>
    public IReadOnlyList<string> OriginRealms { get; init; } = [];
}

/// <summary>Settings of the neighbours. Checked by <see cref="Validate"/>.</summary>
public sealed record PeersOptions
{
    /// <summary>The configured peers.</summary>
    public IReadOnlyList<PeerOptions> Peers { get; init; } = [];

    /// <summary>What happens to others.</summary>
    public UnknownPeers UnknownPeers { get; init; } = UnknownPeers.Loopback;

    /// <summary>The Origin-Realms whose requests are served (RFC 6733 2.9), compared without regard to case; others are answered 5003. Empty: any.</summary>
    public IReadOnlyList<string> OriginRealms { get; init; } = [];

    /// <summary>The nodes over which a request may have come, by its Route-Records (RFC 6733 2.9); over others it is answered 5003. Empty: any.</summary>
    public IReadOnlyList<string> RouteRecords { get; init; } = [];

    /// <summary>Transport connections at once, identified or not; more are aborted at once.</summary>
    public int MaxConnections { get; init; } = 1024;

    /// <summary>How long a new connection may take to send its CER, and to send the rest of it (RFC 6733 5.6.1).</summary>
    public TimeSpan CapabilitiesTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Twinit of RFC 3539 3.4.1; at least 6 s.</summary>
    public TimeSpan WatchdogInterval { get; init; } = PeerWatchdog.DefaultInterval;

    /// <summary>Tc of RFC 6733 2.1: how often a peer that is to be dialled, and is not connected, is dialled; each time up to a tenth more or less.</summary>
    public TimeSpan DialInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the transport of a peer that is dialled may take to come about.</summary>
    public TimeSpan DialTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may take to show that it is alive when a second one of the same peer waits.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long to wait for the DPA after our DPR, and for answers still being worked on.</summary>
    public TimeSpan DisconnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the peer may take to close after its DPR was answered; then we close.</summary>
    public TimeSpan CloseGrace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a peer may leave answers unread when <see cref="MaxQueuedBytes"/> are waiting; then it is aborted.</summary>
    public TimeSpan SlowReaderTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest message accepted, in octets; a longer one compromises the stream.</summary>
    public int MaxMessageBytes { get; init; } = 64 * 1024;

    /// <summary>
    /// Octets of answers waiting for a slow reader before nothing more is read from it. The answers of requests taken over by workers
    /// are bounded by the same number apart.
    /// </summary>
    public int MaxQueuedBytes { get; init; } = 512 * 1024;

    /// <summary>Requests per second and peer, over which they are refused; 0: no limit. The bucket holds one second's worth.</summary>
    public int MaxRequestsPerSecond { get; init; }

    /// <summary>Requests per second of all peers together, over which they are refused; 0: no limit. The bucket holds one second's worth.</summary>
    public int NodeRequestsPerSecond { get; init; }

    /// <summary>
    /// Whether requests of lower priority (DRMP, RFC 7944) are refused first: the lowest as soon as a bucket is half empty, the highest only when it is
    /// empty. A request that names no priority counts as 10 of 15.
    /// </summary>
    public bool ShedByPriority { get; init; }

    /// <summary>Result-Code for requests over the rate: 3004 (DIAMETER_TOO_BUSY, the default) or 5012 (DIAMETER_UNABLE_TO_COMPLY).</summary>
    public uint OverloadResultCode { get; init; } = Protocol.ResultCodes.TooBusy;

    /// <summary>Disconnect-Cause of the DPRs sent at the end (RFC 6733 5.4.3).</summary>
    public Protocol.DisconnectCause StopCause { get; init; } = Protocol.DisconnectCause.Rebooting;

    /// <summary>Addresses to announce in Host-IP-Address; empty: the local address of each connection (RFC 6733 5.3.5).</summary>
    public IReadOnlyList<IPAddress> HostAddresses { get; init; } = [];

    /// <summary>Checks the settings.</summary>
    /// <param name="section">The configuration section they came from, for the message.</param>
    /// <exception cref="ArgumentException">A setting is wrong; the message names its key.</exception>
    public void Validate(string section = "Diameter")
    {
        Require(MaxConnections > 0, nameof(MaxConnections), "must be at least 1");
        Require(WatchdogInterval >= PeerWatchdog.MinimumInterval, "WatchdogSeconds", "must be at least 6 (RFC 3539 3.4.1)");
        Require(MaxMessageBytes is >= 1024 and <= 0xFFFFFC, nameof(MaxMessageBytes), "must be between 1024 and 16777212");
        Require(MaxQueuedBytes >= MaxMessageBytes, nameof(MaxQueuedBytes), "must be at least MaxMessageBytes");
        Require(MaxRequestsPerSecond >= 0, nameof(MaxRequestsPerSecond), "must not be negative");
        Require(NodeRequestsPerSecond >= 0, nameof(NodeRequestsPerSecond), "must not be negative");
        Require(
            OverloadResultCode is Protocol.ResultCodes.TooBusy or Protocol.ResultCodes.UnableToComply,
            nameof(OverloadResultCode),
            "must be 3004 or 5012");
        RequirePositive(CapabilitiesTimeout, nameof(CapabilitiesTimeout));
        RequirePositive(DialInterval, "DialSeconds");
        RequirePositive(DialTimeout, nameof(DialTimeout));
        RequirePositive(ProbeTimeout, nameof(ProbeTimeout));
        RequirePositive(DisconnectTimeout, nameof(DisconnectTimeout));
        RequirePositive(CloseGrace, nameof(CloseGrace));
        RequirePositive(SlowReaderTimeout, nameof(SlowReaderTimeout));

        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < Peers.Count; i++)
        {
            Require(Protocol.DiameterIdentity.TryNormalise(Peers[i].Host, out string host), $"Peers:{i}:Host", "must be the name of a host");
            Require(seen.Add(host), $"Peers:{i}:Host", $"is given twice ({host})");
            Require(Peers[i].MaxRequestsPerSecond >= 0, $"Peers:{i}:MaxRequestsPerSecond", "must not be negative");
        }

        void Require(bool holds, string key, string what)
        {
            if (!holds)
                throw new ArgumentException($"{section}:{key} {what}");
        }

        void RequirePositive(TimeSpan value, string key) =>
            Require(value > TimeSpan.Zero && value.TotalMilliseconds <= int.MaxValue, key, "must be more than 0 and at most 24 days");
    }
}
