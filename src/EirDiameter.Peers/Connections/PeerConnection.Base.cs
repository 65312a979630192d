using EirDiameter.Peers.StateMachine;
using EirDiameter.Protocol;

namespace EirDiameter.Peers.Connections;

/// <summary>
/// The messages of the base protocol (application 0). They are answered here, in the loop, so a DWR gets its DWA even when the workers of every
/// application are busy (RFC 6733 5.5).
/// </summary>
internal sealed partial class PeerConnection
{
    private void ReceiveBaseRequest(ReadOnlySpan<byte> message, in DiameterHeader header)
    {
        switch (header.CommandCode)
        {
            case CommandCodes.DeviceWatchdog:
                if (DeviceWatchdog.TryReadRequest(message, _local!, out _, out Fault fault))
                {
                    _context.Table.Handle(this, _peer!, PeerEvent.ReceiveDwr);
                    WriteWatchdogAnswer(message);
                }
                else
                {
                    WriteFault(message, fault);
                }

                break;
            case CommandCodes.DisconnectPeer:
                if (DisconnectPeer.TryReadRequest(message, _local!, out DisconnectPeerRequest goodbye, out fault))
                {
                    _context.Table.Left(_peer!, goodbye.Cause);
                    ReceiveDisconnectRequest(header);
                }
                else
                {
                    WriteFault(message, fault);
                }

                break;
            case CommandCodes.CapabilitiesExchange:
                // Capabilities do not change on an open connection (deviation 5 of the peer state machine).
                _context.Table.Handle(this, _peer!, PeerEvent.ReceiveCer);
                Refuse(Refusal.UnexpectedCapabilities, ConnectionEnd.Close);
                break;
            default:
                WriteUnsupported(message);
                break;
        }
    }

    /// <summary>What no application here answers: 3007, 3001, or what is wrong with the header.</summary>
    private void WriteUnsupported(ReadOnlySpan<byte> message) => WriteFault(message, RequestChecks.CheckHeader(message, _handlerIds));
}
