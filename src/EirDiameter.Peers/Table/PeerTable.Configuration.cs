using EirDiameter.Peers.Connections;
using EirDiameter.Peers.Table;
using EirDiameter.Protocol;

namespace EirDiameter.Peers;

/// <summary>The part that changes who is configured while the node runs. Only the peer that is named notices.</summary>
public sealed partial class PeerTable
{
    /// <summary>Told of each peer whose configuration has changed, outside the lock.</summary>
    internal event Action<Peer>? Reconfigured;

    /// <summary>
    /// Configures a peer, from now on. A connection of it that the new configuration allows stays, with the new limits; another is said goodbye to. A peer
    /// that had said goodbye for good (RFC 6733 5.4.3) is dialled again.
    /// </summary>
    /// <exception cref="ArgumentException">Its name is none.</exception>
    public PeerChange Put(PeerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!DiameterIdentity.TryNormalise(options.Host, out string host))
            throw new ArgumentException($"'{options.Host}' is not the name of a host", nameof(options));
        Peer? peer;
        PeerChange change;
        PeerConnection? current;
        lock (_gate)
        {
            if (!_peers.TryGetValue(host, out peer))
                _peers.Add(host, peer = new Peer(host, null));
            change = peer.Configured is null ? PeerChange.Added : PeerChange.Changed;
            peer.Configured = options;
            peer.LeftFor = null;
            current = peer.Current;
        }

        Tell(peer, current);
        return change;
    }

    /// <summary>
    /// Forgets the configuration of a peer: it is not dialled any more, and its connection stays only if it may as an unknown peer.
    /// </summary>
    /// <returns>False: it is not configured.</returns>
    public bool Remove(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        Peer? peer;
        PeerConnection? current;
        lock (_gate)
        {
            if (!_peers.TryGetValue(host, out peer) || peer.Configured is null)
                return false;
            peer.Configured = null;
            current = peer.Current;
            ForgetIfGone(peer);
        }

        Tell(peer, current);
        return true;
    }

    private void Tell(Peer peer, PeerConnection? current)
    {
        current?.Signal(ConnectionSignals.Reconfigured);
        Reconfigured?.Invoke(peer);
    }

    private void ForgetIfGone(Peer peer)
    {
        if (peer.IsGone && _peers.TryGetValue(peer.Host, out Peer? known) && known == peer)
            _peers.Remove(peer.Host);
    }
}
