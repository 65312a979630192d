using EirDiameter.Protocol;

namespace EirDiameter.Peers.Connections;

/// <summary>
/// What the answers to one peer say of this node beside: its overload (RFC 7683) and its load (RFC 8583), as AVPs that are made once a second and copied
/// behind each answer. Refreshed by the connection's loop; read by any thread.
/// </summary>
internal sealed class AnswerReports
{
    // RFC 7683 7.5.
    private const int ValiditySeconds = 30;

    private readonly NeighbourContext _context;
    private readonly OverloadMeter? _ofPeer;
    private readonly bool _isOverloadReported;
    private readonly bool _isLoadReported;
    private long _due;
    private long _saidUntil;
    private long _renewDue;
    private OverloadReport _last;
    private byte[] _usual = [];
    private byte[]? _offered;

    private AnswerReports(NeighbourContext context, PeerOptions peer, int perSecond)
    {
        _context = context;
        _isOverloadReported = peer.ReportOverload;
        _isLoadReported = peer.ReportLoad;
        _ofPeer = perSecond > 0 ? new OverloadMeter(perSecond, context.Time) : null;
    }

    /// <summary>The reports to one peer; null: it gets none.</summary>
    /// <param name="context">What all connections share.</param>
    /// <param name="peer">Its configuration; null: it has none.</param>
    /// <param name="perSecond">Its limit of requests; 0: none.</param>
    public static AnswerReports? Of(NeighbourContext context, PeerOptions? peer, int perSecond) =>
        peer is { ReportOverload: true } or { ReportLoad: true } ? new AnswerReports(context, peer, perSecond) : null;

    /// <summary>Counts requests of the peer, and makes the AVPs anew when a second is over.</summary>
    public void Refresh(int requests, long now)
    {
        _ofPeer?.Count(requests);
        if (now < _due)
            return;
        _due = now + _context.Time.TimestampFrequency;
        byte[] load = _isLoadReported ? LoadReport.Encode(_context.Local.OriginHost, _context.Load.Used(now)) : [];
        Volatile.Write(ref _usual, load);
        if (_isOverloadReported)
            Volatile.Write(ref _offered, [.. OverloadReport.Encode(Report(now)), .. load]);
    }

    /// <summary>What is to stand behind the answer to this request. OC-* only if the request offers it.</summary>
    public ReadOnlySpan<byte> For(ReadOnlySpan<byte> request) =>
        Volatile.Read(ref _offered) is { } offered && OverloadReport.IsOfferedBy(request) ? offered : Volatile.Read(ref _usual);

    private OverloadReport? Report(long now)
    {
        double reduction = Math.Max(_ofPeer?.Reduction(now) ?? 0, _context.NodeMeter?.Reduction(now) ?? 0);
        int percent = (int)Math.Round(100 * reduction);
        if (percent == 0 && now >= _saidUntil)
            return null;
        if (percent > 0)
            _saidUntil = now + (ValiditySeconds * _context.Time.TimestampFrequency);
        if (percent != _last.ReductionPercentage || _last.SequenceNumber == 0 || (percent > 0 && now >= _renewDue))
        {
            // One of the same number is passed over (RFC 7683 7.4), so what still holds is said anew before it expires.
            _renewDue = now + (ValiditySeconds / 2 * _context.Time.TimestampFrequency);

            // RFC 7683 7.4: a time grows over a restart too.
            ulong sequence = Math.Max((ulong)_context.Time.GetUtcNow().ToUnixTimeMilliseconds(), _last.SequenceNumber + 1);

            // The end of the overload is said as long as an earlier report may still hold.
            _last = new OverloadReport(sequence, percent, percent > 0 ? ValiditySeconds : 0);
        }

        return _last;
    }
}
