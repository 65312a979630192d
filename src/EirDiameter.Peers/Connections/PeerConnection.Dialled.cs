using EirDiameter.Peers.Table;
using EirDiameter.Protocol;

namespace EirDiameter.Peers.Connections;

/// <summary>A connection that this node dialled, until it is open: CER out, CEA in (RFC 6733 5.3 and 5.6, the initiator's rows).</summary>
internal sealed partial class PeerConnection
{
    private uint _capabilitiesRequest;

    /// <summary>I-Rcv-Conn-Ack, I-Snd-CER.</summary>
    private async ValueTask IntroduceAsync(Peer peer)
    {
        if (!_context.Table.DialConnected(this, peer))
        {
            Refuse(_context.Table.IsStopping ? Refusal.Stopping : Refusal.Duplicate, ConnectionEnd.Close);
            return;
        }

        _configured = peer.Configured;
        _local = _context.IdentityFor(_transport);
        WriteCapabilitiesRequest();
        _answers.Commit();
        await _output.FlushAsync();
    }

    private void FirstAnswer(ReadOnlySpan<byte> message, in DiameterHeader header, Peer dialled)
    {
        // I-Rcv-Non-CEA.
        if (header.HopByHop != _capabilitiesRequest || !CapabilitiesExchange.TryReadAnswer(message, out Capabilities? answer))
        {
            Refuse(Refusal.NotCapabilities, ConnectionEnd.Close);
            return;
        }

        Counts.CountReceived(CountedCommand.CapabilitiesExchange, AnswerResult.Of(message));
        _capabilitiesDue = Never;
        OriginHost = answer.OriginHost;
        OriginRealm = answer.OriginRealm;
        Product = answer.ProductName;
        if ((ReasonAgainst(answer, dialled) ?? ReasonOfTable(dialled)) is { } reason)
            Refuse(reason, ConnectionEnd.Close);
        else
            Open(dialled);
    }

    /// <summary>Why this node does not want who answered, or the other way round; null: both do.</summary>
    private Refusal? ReasonAgainst(Capabilities answer, Peer dialled)
    {
        if (!string.Equals(answer.OriginHost, dialled.Host, StringComparison.OrdinalIgnoreCase))
            return Refusal.WrongName;
        if (!Certificates.Fit(_transport.RemoteCertificate(), answer.OriginHost, _configured?.CertificateName))
            return Refusal.CertificateMismatch;
        if (answer.ResultCode == ResultCodes.ElectionLost)
            return Refusal.ElectionLost;
        if (answer.ResultCode / 1000 != 2)
            return Refusal.RefusedByPeer;
        return answer.CheckCommon(_local!, Transport == TransportNames.Tls) switch
        {
            { IsNone: true } => null,
            { ResultCode: ResultCodes.NoCommonSecurity } => Refusal.NoCommonSecurity,
            _ => Refusal.NoCommonApplication,
        };
    }

    /// <summary>I-Rcv-CEA: null when this is the peer's connection from now on.</summary>
    private Refusal? ReasonOfTable(Peer dialled) =>
        _context.Table.CapabilitiesAnswered(this, dialled) ? null : _context.Table.IsStopping ? Refusal.Stopping : Refusal.ElectionLost;
}
