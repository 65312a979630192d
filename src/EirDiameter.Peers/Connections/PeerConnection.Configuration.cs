using EirDiameter.Protocol;

namespace EirDiameter.Peers.Connections;

/// <summary>What the configuration of the peer means for the open connection, also when it changes.</summary>
internal sealed partial class PeerConnection
{
    // The configuration by which this connection was judged last.
    private PeerOptions? _configured;
    private DisconnectCause? _goodbyeCause;

    /// <summary>Judges the connection again if the configuration is another: it goes on with new limits, or ends with a goodbye.</summary>
    private void ObeyConfiguration()
    {
        if (_peer is null || ReferenceEquals(_peer.Configured, _configured))
            return;
        PeerOptions? before = _configured;
        _configured = _peer.Configured;
        if (ReasonAgainst(before) is not { } reason)
        {
            TakeLimits();
            return;
        }

        _context.Table.CountRefusal(reason);
        _context.Log.ConnectionEnded(OriginHost, RemoteText, reason);

        // RFC 6733 5.4.3: who is dialled elsewhere from now on may come back, who is not wanted should not.
        _goodbyeCause = reason == Refusal.Reconfigured && _configured is not null ? DisconnectCause.Rebooting : DisconnectCause.DoNotWantToTalkToYou;
        StopByUs();
    }

    private Refusal? ReasonAgainst(PeerOptions? before)
    {
        if (_dialled is null)
            return CapabilitiesVerdict.ReasonAgainst(OriginHost, _transport, _configured, _options);
        if (_configured?.Connect is null || _configured.Connect != before?.Connect)
            return Refusal.Reconfigured;
        return Certificates.Fit(_transport.RemoteCertificate(), OriginHost, _configured.CertificateName) ? null : Refusal.CertificateMismatch;
    }

    private void TakeLimits()
    {
        int perSecond = _configured is { MaxRequestsPerSecond: > 0 } configured ? configured.MaxRequestsPerSecond : _options.MaxRequestsPerSecond;
        _rate = new TokenBucket(perSecond, _time);
        _paths = PathRules.Of(_options, _configured);
        Volatile.Write(ref _reports, AnswerReports.Of(_context, _configured, perSecond));
        _reports?.Refresh(0, _now);
    }
}
