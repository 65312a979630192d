using EirDiameter.Node.Configuration;

namespace EirDiameter.Node.Neighbours;

/// <summary>
/// The peers as they are configured now: <c>Diameter:Peers</c>, and laid over it what was changed while the node ran. Whoever is named there counts as
/// it stands there, also after a restart with another configuration.
/// </summary>
internal sealed class ConfiguredPeers
{
    private readonly Lock _gate = new();
    private readonly TlsSection? _tls;
    private readonly PeersFile _file;
    private readonly Dictionary<string, PeerSection> _configured = new(StringComparer.OrdinalIgnoreCase);
    private Dictionary<string, PeerSection?> _changed;

    /// <exception cref="ConfigurationException">The file of changes cannot be read, or holds what cannot be.</exception>
    public ConfiguredPeers(DiameterOptions options, string storePath)
    {
        _tls = options.Tls;
        _file = new PeersFile(storePath);
        foreach (PeerSection peer in options.Peers) _configured[peer.Host] = peer;
        PeersFile.Contents contents = _file.Read();
        List<string> errors = [];
        foreach (PeerSection peer in contents.Put) PeerRules.Validate(peer, _tls, $"{_file.Path}: {peer.Host}: ", errors);
        if (errors.Count > 0) throw new ConfigurationException(errors);
        _changed = new Dictionary<string, PeerSection?>(StringComparer.OrdinalIgnoreCase);
        foreach (string host in contents.Removed) _changed[host] = null;
        foreach (PeerSection peer in contents.Put) _changed[peer.Host] = peer;
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<PeerSection> All
    {
        get
        {
            lock (_gate)
                return [.. _configured.Where(peer => !_changed.ContainsKey(peer.Key)).Select(peer => peer.Value), .. _changed.Values.OfType<PeerSection>()];
        }
    }

    /// <summary>How many are not as the configuration has them.</summary>
    public int Changes
    {
        get
        {
            lock (_gate)
                return _changed.Count;
        }
    }

    /// <summary>One of them; null when it is not configured. <paramref name="isChanged"/>: while the node ran.</summary>
    public PeerSection? Find(string host, out bool isChanged)
    {
        lock (_gate)
            return (isChanged = _changed.TryGetValue(host, out PeerSection? changed)) ? changed : _configured.GetValueOrDefault(host);
    }

    /// <summary>Why a peer cannot be; nothing when it can.</summary>
    public IReadOnlyList<string> WhyNot(PeerSection peer)
    {
        List<string> errors = [];
        PeerRules.Validate(peer, _tls, "", errors);
        return errors;
    }

    /// <summary>Sets one, durably.</summary>
    /// <exception cref="IOException">The disk did not take it: all is as before.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public void Put(PeerSection peer) => Change(peer.Host, peer);

    /// <summary>Removes one, durably.</summary>
    /// <inheritdoc cref="Put"/>
    public void Remove(string host) => Change(host, null);

    private void Change(string host, PeerSection? peer)
    {
        lock (_gate)
        {
            Dictionary<string, PeerSection?> next = new(_changed, StringComparer.OrdinalIgnoreCase) { [host] = peer };
            if (peer is null && !_configured.ContainsKey(host)) next.Remove(host);
            _file.Write(new PeersFile.Contents
            {
                Put = [.. next.Values.OfType<PeerSection>()],
                Removed = [.. next.Where(change => change.Value is null).Select(change => change.Key)],
            });
            _changed = next;
        }
    }
}
