using EirDiameter.Equipment;
using EirDiameter.Hosting;
using EirDiameter.Node.Admin;
using EirDiameter.Node.Audit;
using EirDiameter.Node.Configuration;
using EirDiameter.Node.Feeds;
using EirDiameter.Node.Lists;
using EirDiameter.Node.Metrics;
using EirDiameter.Node.N17;
using EirDiameter.Node.Neighbours;
using EirDiameter.Node.Seen;
using EirDiameter.Store;

namespace EirDiameter.Node;

/// <summary>
/// The whole node, put together: store, policy, the admin server and the Diameter server. They start in that order, so that health and
/// the API answer while long lists load, and network elements are let in only when every listing is there. They stop the other way round.
/// </summary>
public sealed class NodeHost(IConfiguration configuration, NodeOptions options, TimeProvider time) : IAsyncDisposable
{
    private readonly Readiness _readiness = new(time.GetUtcNow());
    private readonly ILoggerFactory _loggers = LoggerFactory.Create(logging => ProcessLogging.Configure(logging, configuration));

    /// <summary>Serves until SIGTERM or SIGINT. Prints the <c>ready</c> line to <paramref name="output"/>.</summary>
    /// <exception cref="StoreException">The store cannot be opened; the message is one clear line.</exception>
    /// <exception cref="ConfigurationException">A list of the configuration cannot be loaded.</exception>
    /// <exception cref="IOException">An address cannot be listened on.</exception>
    public async Task RunAsync(TextWriter output)
    {
        using StopSignal stop = new();
        ILogger logger = _loggers.CreateLogger("EirDiameter.Node");
        string[] feeds = FeedRules.Names(options);
        StoreOptions storeOptions = new() { Path = Path.GetFullPath(options.Store.Path), MemoryMiB = options.Store.MemoryMiB, Feeds = feeds };
        try
        {
            await using ListingStore store = await ListingStore.OpenAsync(storeOptions, _loggers, time, stop.Token);

            // Closed before the store: the last collection still asks it.
            using NodeMetrics metrics = new();
            metrics.Observe(store);
            Policy policy = new(options.Policy, store.Feeds);
            if (policy.GlobalOverride is EquipmentStatus status) NodeLog.GlobalOverride(logger, Words.Of(status));
            using SeenEquipment? seen = options.Seen.MaxEquipment == 0 ? null : new SeenEquipment(options.Seen.MaxEquipment, time);
            ConfiguredPeers peers = new(options.Diameter, storeOptions.Path);
            if (peers.Changes > 0) NodeLog.PeersChanged(logger, peers.Changes);
            await using DiameterServer diameter = new(options, peers, store, policy, seen, metrics, time, _loggers);
            await using N17Server? n17 = options.N17.Url is null ? null : new N17Server(options.N17, store, policy, seen, metrics, time, _loggers);
            await using AuditLog audit = new(storeOptions.Path, time, logger, metrics.CountDroppedAuditEntry);
            await using FeedFollowers followers = new(options, storeOptions.Path, store, policy, seen, audit, metrics.Feeds, time, _loggers);
            await using AdminServer admin = new(options, store, policy, peers, diameter.Peers, followers, audit, metrics, _readiness, time, _loggers);
            string adminAddress = await admin.StartAsync(stop.Token);
            await new StartupLists(store, storeOptions.Path, logger).LoadAsync(options.Lists, _readiness, stop.Token);

            // Nobody waits for feeds: a publisher that is down must not keep the node from serving what it has.
            followers.Start();
            IReadOnlyList<string> addresses = await diameter.StartAsync(stop.Token);
            _readiness.Addresses = [.. addresses, adminAddress, .. n17 is null ? Array.Empty<string>() : [await n17.StartAsync(stop.Token)]];
            _readiness.Phase = "ready";
            await output.WriteLineAsync($"ready {string.Join(' ', _readiness.Addresses)}");
            await output.FlushAsync();
            await stop.WaitAsync();
            _readiness.Phase = "stopping";

            // Peers are told first; operators can look on until the last answer is out.
            await diameter.DisposeAsync();
            if (n17 is not null) await n17.DisposeAsync();

            // Nor does an operator's call for a feed keep the node from stopping.
            await followers.DisposeAsync();
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            // Asked to stop while starting: what was opened has been closed again.
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _loggers.Dispose();
        return ValueTask.CompletedTask;
    }
}
