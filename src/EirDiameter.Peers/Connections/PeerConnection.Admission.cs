using EirDiameter.Protocol;

namespace EirDiameter.Peers.Connections;

/// <summary>
/// Which requests are served when there are more than the peer, or the node, is to serve. Requests of the base protocol are never counted, so a DWR
/// is answered however full the node is (RFC 6733 5.5).
/// </summary>
internal sealed partial class PeerConnection
{
    // The part of a bucket below which the lowest priority is given up; each priority above it has a sixteenth of that more.
    private const double MostReserve = 0.5;

    private TokenBucket _rate;
    private PathRules? _paths;

    /// <summary>5003 for a path that is not allowed, unless the header is wrong already.</summary>
    private void RefusePath(ReadOnlySpan<byte> message)
    {
        Fault header = RequestChecks.CheckHeader(message, _handlerIds);
        WriteFault(message, header.IsNone ? Fault.AuthorizationRejected : header);
    }

    /// <summary>Takes a request's token of the peer's bucket and of the node's; false when one of them has none for it.</summary>
    private bool TryAdmit(ReadOnlySpan<byte> message)
    {
        NodeBucket? node = _context.NodeBucket;
        double reserve = _options.ShedByPriority && IsLow(node) ? MostReserve * RequestPriority.Of(message) / (RequestPriority.Lowest + 1) : 0;
        if (_rate.IsLimited && !_rate.Has(reserve))
            return false;
        if (node is not null && !node.TryTake(_now, reserve))
            return false;
        if (_rate.IsLimited)
            _rate.TryTake();
        return true;
    }

    /// <summary>Whether a bucket is so empty that the priority matters; else it is not looked for.</summary>
    private bool IsLow(NodeBucket? node) => (_rate.IsLimited && !_rate.Has(MostReserve)) || (node is not null && !node.Has(_now, MostReserve));
}
