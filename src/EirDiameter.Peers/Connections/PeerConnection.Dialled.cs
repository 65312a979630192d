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

        _local = _context.IdentityFor(_transport);
        _nextHopByHop = (uint)_context.Random.Next();
        _capabilitiesRequest = _nextHopByHop++;
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
        if (!string.Equals(answer.OriginHost, dialled.Host, StringComparison.OrdinalIgnoreCase))
            Refuse(Refusal.WrongName, ConnectionEnd.Close);
        else if (!Certificates.Fit(_transport.RemoteCertificate(), answer.OriginHost, dialled.Configured?.CertificateName))
            Refuse(Refusal.CertificateMismatch, ConnectionEnd.Close);
        else if (answer.ResultCode == ResultCodes.ElectionLost)
            Refuse(Refusal.ElectionLost, ConnectionEnd.Close);
        else if (answer.ResultCode / 1000 != 2)
            Refuse(Refusal.RefusedByPeer, ConnectionEnd.Close);
        else if (!answer.CheckCommon(_local!).IsNone)
            Refuse(Refusal.NoCommonApplication, ConnectionEnd.Close);
        else if (!_context.Table.CapabilitiesAnswered(this, dialled))
            Refuse(_context.Table.IsStopping ? Refusal.Stopping : Refusal.ElectionLost, ConnectionEnd.Close);
        else
            Open(dialled);
    }
}
