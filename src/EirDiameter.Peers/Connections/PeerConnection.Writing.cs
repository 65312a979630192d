using EirDiameter.Protocol;

namespace EirDiameter.Peers.Connections;

/// <summary>What the connection itself has to say: answers of the base protocol, refusals, its own DWRs and DPRs.</summary>
internal sealed partial class PeerConnection
{
    private uint _nextHopByHop;
    private uint? _watchdogRequest;

    private void WriteCapabilitiesAnswer() =>
        EndMessage(CapabilitiesExchange.WriteAnswer(OctetsOf(_capabilitiesHeader, stackalloc byte[DiameterHeader.Size]), _local!, BeginMessage()));

    private void WriteCapabilitiesRequest()
    {
        _capabilitiesRequest = _nextHopByHop++;
        EndMessage(CapabilitiesExchange.WriteRequest(_local!, _capabilitiesRequest, EndToEnd(), BeginMessage()));
    }

    private void WriteWatchdogAnswer(ReadOnlySpan<byte> message) =>
        EndMessage(DeviceWatchdog.WriteAnswer(message, _local!, BeginMessage(message.Length)));

    private void WriteDisconnectAnswer(in DiameterHeader header, bool isClean)
    {
        ReadOnlySpan<byte> request = OctetsOf(header, stackalloc byte[DiameterHeader.Size]);
        if (isClean)
            EndMessage(DisconnectPeer.WriteAnswer(request, _local!, BeginMessage()));
        else
            WriteFault(request, Fault.UnableToComply);
    }

    /// <summary>Answers a request with a fault; if the fault is none, there is nothing to be said.</summary>
    private void WriteFault(ReadOnlySpan<byte> message, in Fault fault)
    {
        if (!fault.IsNone)
            EndMessage(AnswerWriter.WriteFault(message, _local!, fault, BeginMessage(message.Length)));
    }

    private void WriteWatchdogRequest()
    {
        uint id = _nextHopByHop++;
        EndMessage(DeviceWatchdog.WriteRequest(_local!, id, EndToEnd(), BeginMessage()));
        _watchdogRequest = id;
    }

    private void WriteDisconnectRequest()
    {
        uint id = _nextHopByHop++;
        EndMessage(DisconnectPeer.WriteRequest(_local!, _goodbyeCause ?? _options.StopCause, id, EndToEnd(), BeginMessage()));
        _disconnectRequest = id;
    }

    /// <summary>RFC 6733 3: the high 12 bits from the low bits of the time, the low 20 random, so that a restart repeats none.</summary>
    private uint EndToEnd() =>
        ((uint)_time.GetUtcNow().ToUnixTimeSeconds() << 20) | ((uint)_context.Random.Next() & 0xFFFFF);

    /// <summary>The header of a request that is answered later, as the octets that answers are made from.</summary>
    private static ReadOnlySpan<byte> OctetsOf(in DiameterHeader header, Span<byte> octets)
    {
        header.WriteTo(octets);
        return octets;
    }

    private Span<byte> BeginMessage(int requestLength = 0)
    {
        _answers.BeginMessage();
        return _answers.GetSpan(AnswerWriter.MaxLength(requestLength, _local!));
    }

    private void EndMessage(int length)
    {
        _answers.Advance(length);
        CountSent();
    }
}
