using System.Net.Sockets;
using EirDiameter.Equipment;
using EirDiameter.Hosting;
using EirDiameter.Node.Configuration;
using EirDiameter.Node.Discovery;
using EirDiameter.Node.Metrics;
using EirDiameter.Node.Neighbours;
using EirDiameter.Node.S13;
using EirDiameter.Node.Seen;
using EirDiameter.Node.Tls;
using EirDiameter.Peers;
using EirDiameter.Peers.Dialling;
using EirDiameter.Peers.Hosting;
using EirDiameter.Peers.Sctp;
using EirDiameter.Protocol;
using EirDiameter.Store;

namespace EirDiameter.Node;

/// <summary>The server that network elements connect to: Kestrel, the neighbours, and the S13 application behind them.</summary>
internal sealed class DiameterServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly S13Application _s13;
    private readonly ListenAddress[] _addresses;
    private readonly PeerTls? _tls;
    private readonly PeerDiscovery? _discovery;

    public DiameterServer(
        NodeOptions options,
        ConfiguredPeers configured,
        ListingStore store,
        Policy policy,
        SeenEquipment? seen,
        NodeMetrics metrics,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        DiameterOptions diameter = options.Diameter;
        LocalIdentity local = new()
        {
            OriginHost = diameter.OriginHost,
            OriginRealm = diameter.OriginRealm,
            ServedRealms = diameter.ServedRealms,

            // RFC 6733 8.16: grows with each start, since nothing of a peer's state outlives the process.
            OriginStateId = (uint)time.GetUtcNow().ToUnixTimeSeconds(),
        };
        _s13 = new S13Application(local, store, policy, seen, metrics, time, (uint)diameter.BusyResult, loggers.CreateLogger<S13Application>());
        _addresses = [.. diameter.Listen.Select(ListenAddress.Parse)];
        PeersOptions peers = PeersOptionsOf(diameter, configured.All);

        // Also when no address wants it yet: a peer that is dialled over TLS may come while the node runs.
        if (diameter.Tls is { } tls && PeerRules.IsUsable(tls))
        {
            _tls = new PeerTls(tls, time, loggers.CreateLogger("EirDiameter.Node.Tls"));
            metrics.Observe(_tls);
        }

        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, ManualLifetime>();
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton<IDiameterApplication>(_s13);
        if (_tls is not null) builder.Services.AddSingleton(new TlsDialling(_tls.DialOptions));
        RealmLookup? lookup = diameter.Discovery.Realms.Count > 0 ? new RealmLookup(diameter.Discovery) : null;
        if (lookup is not null && diameter.Discovery.Server is not null) builder.Services.AddSingleton(new NameLookup(lookup.AddressesOfAsync));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            foreach (ListenAddress address in _addresses)
            {
                if (address.Scheme == TransportNames.Sctp) kestrel.ListenDiameterOverSctp(new SctpEndPoint(address.Addresses, address.Port));
                else kestrel.ListenDiameter(address.EndPoint, address.Scheme == TransportNames.Tls ? _tls!.Use : null);
            }
        });

        // After Kestrel, whose memory pool it replaces.
        builder.Services.AddDiameterPeers(peers, local);
        _app = builder.Build();
        Peers = _app.Services.GetRequiredService<PeerTable>();
        if (lookup is not null) _discovery = new PeerDiscovery(diameter.Discovery, lookup, configured, Peers, time, loggers.CreateLogger("EirDiameter.Node.Discovery"));
    }

    /// <summary>The neighbours.</summary>
    public PeerTable Peers { get; }

    /// <summary>Starts listening and returns the addresses, with the ports that were taken.</summary>
    public async Task<IReadOnlyList<string>> StartAsync(CancellationToken cancellation)
    {
        try
        {
            await _app.StartAsync(cancellation);
            _discovery?.Start();
        }
        catch (SocketException e)
        {
            // Of a port in use Kestrel says which; of an address that is not this machine's it does not.
            throw new IOException($"Diameter:Listen: not all of {string.Join(' ', _addresses)} can be listened on: {e.Message}", e);
        }
        catch (PlatformNotSupportedException e)
        {
            throw new IOException($"Diameter:Listen: {_addresses.First(address => address.Scheme == TransportNames.Sctp)}: {e.Message}", e);
        }

        // Kestrel names every listener as if it spoke HTTP, in the order in which they were given.
        return [.. _app.Urls.Zip(_addresses, (url, address) => (address with { Port = new Uri(url).Port }).ToString())];
    }

    /// <summary>Says goodbye to every peer, waits for what is being answered, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_discovery is not null) await _discovery.DisposeAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _s13.DisposeAsync();
        _tls?.Dispose();
    }

    private static PeersOptions PeersOptionsOf(DiameterOptions diameter, IReadOnlyList<PeerSection> peers) => new()
    {
        Peers = [.. peers.Select(PeerRules.OptionsOf)],
        OriginRealms = diameter.OriginRealms,
        RouteRecords = diameter.RouteRecords,
        UnknownPeers = Enum.Parse<UnknownPeers>(diameter.UnknownPeers, ignoreCase: true),
        MaxConnections = diameter.MaxConnections,
        CapabilitiesTimeout = TimeSpan.FromSeconds(diameter.CapabilitiesSeconds),
        DialInterval = TimeSpan.FromSeconds(diameter.DialSeconds),
        WatchdogInterval = TimeSpan.FromSeconds(diameter.WatchdogSeconds),
        MaxMessageBytes = diameter.MaxMessageBytes,
        MaxQueuedBytes = diameter.MaxQueuedBytes,
        MaxRequestsPerSecond = diameter.MaxRequestsPerSecond,
        NodeRequestsPerSecond = diameter.NodeRequestsPerSecond,
        ShedByPriority = diameter.ShedByPriority,
        OverloadResultCode = (uint)diameter.BusyResult,
        StopCause = (DisconnectCause)diameter.DisconnectCause,
    };
}
