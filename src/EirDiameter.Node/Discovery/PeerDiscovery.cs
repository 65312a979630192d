using EirDiameter.Node.Configuration;
using EirDiameter.Node.Neighbours;
using EirDiameter.Peers;
using EirDiameter.Peers.Dialling;

namespace EirDiameter.Node.Discovery;

/// <summary>
/// Keeps the agents that the DNS names among the peers that are dialled. What is configured goes before what is found; a realm is looked up again when its
/// records have lived their time. An agent that is named no more is said goodbye to; while the DNS does not answer, all stays as it is.
/// </summary>
internal sealed class PeerDiscovery : IAsyncDisposable
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);

    private readonly DiscoverySection _section;
    private readonly RealmLookup _lookup;
    private readonly ConfiguredPeers _configured;
    private readonly PeerTable _table;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private Task _looking = Task.CompletedTask;

    public PeerDiscovery(DiscoverySection section, RealmLookup lookup, ConfiguredPeers configured, PeerTable table, TimeProvider time, ILogger logger)
    {
        _section = section;
        _lookup = lookup;
        _configured = configured;
        _table = table;
        _time = time;
        _logger = logger;
    }

    /// <summary>Begins to look.</summary>
    public void Start() => _looking = Task.WhenAll(_section.Realms.Select(KeepAsync));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_stop.IsCancellationRequested) await _stop.CancelAsync();
        await _looking;
        _stop.Dispose();
    }

    private async Task KeepAsync(string realm)
    {
        Dictionary<string, DialAddress> known = new(StringComparer.OrdinalIgnoreCase);
        string problem = "";
        try
        {
            while (true)
            {
                TimeSpan wait = Again;
                try
                {
                    FoundAgents found = await _lookup.FindAsync(realm, _stop.Token);
                    Take(realm, known, found);
                    wait = found.Ttl;
                    problem = "";
                }
                catch (IOException e)
                {
                    if (e.Message != problem) NodeLog.RealmNotFound(_logger, realm, e.Message);
                    problem = e.Message;
                }

                await Task.Delay(wait, _time, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    private void Take(string realm, Dictionary<string, DialAddress> known, FoundAgents found)
    {
        DialAddress[] wanted = [.. found.Addresses.Where(address => _configured.Find(address.Host, out _) is null).Take(_section.MaxPeers)];
        foreach (string gone in known.Keys.Except(wanted.Select(address => address.Host), StringComparer.OrdinalIgnoreCase).ToArray())
        {
            known.Remove(gone);
            if (_configured.Find(gone, out _) is not null || !_table.Remove(gone)) continue;
            NodeLog.AgentGone(_logger, gone, realm);
        }

        // One that is as it was is left alone: it may have asked not to be dialled again (RFC 6733 5.4.3).
        foreach (DialAddress address in wanted.Where(address => !known.TryGetValue(address.Host, out DialAddress? before) || before != address))
        {
            known[address.Host] = address;
            _table.Put(new PeerOptions { Host = address.Host, Connect = address });
            NodeLog.AgentFound(_logger, address.Host, realm, address.ToString());
        }
    }
}
