using System.Collections.Concurrent;
using System.Net;
using EirDiameter.Peers.Connections;
using EirDiameter.Protocol;
using Microsoft.AspNetCore.Connections;

namespace EirDiameter.Peers;

/// <summary>What all connections share.</summary>
internal sealed record NeighbourContext(
    PeersOptions Options,
    LocalIdentity Local,
    IReadOnlyList<IDiameterApplication> Applications,
    PeerTable Table,
    PeerLog Log,
    TimeProvider Time,
    Random Random)
{
    private NodeLoad? _load;

    // One for each local address that is ever used, so it cannot grow by what peers do.
    private readonly ConcurrentDictionary<string, LocalIdentity> _identities = new();

    /// <summary>The limit of the whole node; null: none.</summary>
    public NodeBucket? NodeBucket { get; } = Options.NodeRequestsPerSecond > 0 ? new NodeBucket(Options.NodeRequestsPerSecond, Time) : null;

    /// <summary>Measures the requests of all peers against the limit of the node; null: there is none.</summary>
    public OverloadMeter? NodeMeter { get; } = Options.NodeRequestsPerSecond > 0 ? new OverloadMeter(Options.NodeRequestsPerSecond, Time) : null;

    /// <summary>What part of its capacity the node uses.</summary>
    public NodeLoad Load => LazyInitializer.EnsureInitialized(ref _load, () => new NodeLoad(NodeMeter, Time, () => Environment.CpuUsage.TotalTime, Environment.ProcessorCount));

    /// <summary>This node as it announces itself on one connection: with the addresses of that connection (RFC 6733 5.3.5), or the configured ones.</summary>
    public LocalIdentity IdentityFor(ConnectionContext connection)
    {
        IReadOnlyList<IPAddress> addresses = Options.HostAddresses.Count > 0 ? Options.HostAddresses : connection.LocalAddresses();
        return _identities.GetOrAdd(string.Join(' ', addresses), _ => Local with { HostAddresses = addresses });
    }
}
