using EirDiameter.Peers.Table;
using EirDiameter.Peers.Watchdog;
using EirDiameter.Protocol;

namespace EirDiameter.Peers.Connections;

/// <summary>From the first message to the open connection (RFC 6733 5.3 and 5.6.1).</summary>
internal sealed partial class PeerConnection
{
    private LocalIdentity? _local;
    private DiameterHeader _capabilitiesHeader;
    private Peer? _claimed;

    private void FirstMessage(ReadOnlySpan<byte> message, in DiameterHeader header)
    {
        // RFC 6733 5.6.1: anything but a CER closes the connection.
        if (!header.IsRequest || header.CommandCode != CommandCodes.CapabilitiesExchange || header.ApplicationId != Applications.Common)
        {
            Refuse(Refusal.NotCapabilities, ConnectionEnd.Close);
            return;
        }

        Counts.CountReceived(CountedCommand.CapabilitiesExchange, CountedResult.Request);
        _capabilitiesDue = Never;
        _local = _context.IdentityFor(_transport);
        if (!CapabilitiesExchange.TryReadRequest(message, _local, out Capabilities? request, out Fault fault))
        {
            RefuseCapabilities(message, fault, Refusal.BadCapabilities);
            return;
        }

        OriginHost = request.OriginHost;
        OriginRealm = request.OriginRealm;
        Product = request.ProductName;
        _configured = _context.Table.ConfigurationOf(OriginHost);
        CapabilitiesVerdict verdict = CapabilitiesVerdict.Of(request, _transport, _configured, _context);
        if (!verdict.IsAccepted)
        {
            RefuseCapabilities(message, verdict.Fault, verdict.Reason);
            return;
        }

        _capabilitiesHeader = header;
        switch (_context.Table.Claim(this, OriginHost, out Peer peer, out _decision))
        {
            case ClaimResult.Accepted:
                Open(peer);
                break;
            case ClaimResult.Wait:
                // The rest of what was read stays where it is until the other connection has had its chance.
                _claimed = peer;
                _pause = true;
                break;
            default:
                Refuse(_context.Table.IsStopping ? Refusal.Stopping : Refusal.Duplicate, ConnectionEnd.Close);
                break;
        }
    }

    private void RefuseCapabilities(ReadOnlySpan<byte> message, in Fault fault, Refusal reason)
    {
        WriteFault(message, fault);
        Refuse(reason, ConnectionEnd.Close);
    }

    /// <summary>Waits until the present connection of the peer has shown that it is alive, or not.</summary>
    private async Task AwaitDecisionAsync(Task<bool> decision)
    {
        Peer peer = _claimed!;
        _decision = null;
        _claimed = null;
        try
        {
            await decision.WaitAsync(_options.ProbeTimeout, _time, _transport.ConnectionClosed);
        }
        catch (TimeoutException)
        {
            _context.Table.ProbeElapsed(peer, this);
        }
        catch (OperationCanceledException)
        {
            _context.Table.RivalGone(peer, this);
        }

        _now = _time.GetTimestamp();
        if (decision.IsCompletedSuccessfully && decision.Result)
            Open(peer);
        else
            Refuse(_context.Table.IsStopping ? Refusal.Stopping : Refusal.Duplicate, ConnectionEnd.Close);
    }

    /// <summary>R-Accept and R-Snd-CEA, or I-Rcv-CEA: the connection is open.</summary>
    private void Open(Peer peer)
    {
        _peer = peer;
        _watchdog = new PeerWatchdog(_options.WatchdogInterval, _time, _context.Random, peer.WasDown);
        TakeLimits();
        if (_dialled is null)
            WriteCapabilitiesAnswer();
        OpenHandlers();
        _context.Log.PeerConnected(OriginHost, RemoteText, Transport, Product);

        // After the CEA, so that a DWR of a reopened connection follows it.
        Apply(_watchdog.Handle(WatchdogEvent.ConnectionUp, _now));
        Arm();

        // Another configuration may have come between the judgement and the claim.
        ObeyConfiguration();
    }
}
