namespace EirDiameter.Protocol;

/// <summary>DWR and DWA, RFC 6733 5.5.</summary>
public static class DeviceWatchdog
{
    /// <summary>Checks a DWR and reads it. False with a fault to answer, or with none when there is nothing to answer.</summary>
    public static bool TryReadRequest(ReadOnlySpan<byte> message, LocalIdentity local, out DeviceWatchdogRequest request, out Fault fault)
    {
        request = default;
        fault = RequestChecks.Check(message, local, CommandGrammar.DeviceWatchdog);
        if (!fault.IsNone || !DiameterHeader.TryRead(message, out DiameterHeader header) || !header.IsRequest)
            return false;

        string host = "";
        uint? stateId = null;
        AvpReader reader = AvpReader.OfMessage(message);
        while (reader.MoveNext())
        {
            Avp avp = reader.Current;
            if (avp.Is(AvpCodes.OriginHost))
                host = BaseMessage.Text(in avp);
            else if (avp.Is(AvpCodes.OriginStateId) && avp.TryReadUnsigned32(out uint id))
                stateId = id;
        }

        request = new DeviceWatchdogRequest(header, host, stateId);
        return true;
    }

    /// <summary>Reads a DWA. False when the message is none; its Result-Code may still be an error.</summary>
    public static bool TryReadAnswer(ReadOnlySpan<byte> message, out BaseAnswer answer) =>
        BaseAnswer.TryRead(message, CommandCodes.DeviceWatchdog, out answer);

    /// <summary>Writes a DWR. Returns its length; 0 if it does not fit.</summary>
    public static int WriteRequest(LocalIdentity local, uint hopByHop, uint endToEnd, Span<byte> destination)
    {
        MessageWriter writer = BaseMessage.StartRequest(CommandCodes.DeviceWatchdog, local, hopByHop, endToEnd, destination);
        writer.WriteEncoded(local.Encoded.StateId);
        return writer.Finish();
    }

    /// <summary>Writes the DWA that says success. Returns its length; 0 if it does not fit (<see cref="AnswerWriter.MaxLength"/> always does).</summary>
    public static int WriteAnswer(ReadOnlySpan<byte> request, LocalIdentity local, Span<byte> destination) =>
        BaseMessage.WriteSuccess(request, local, local.Encoded.StateId, destination);
}

/// <summary>A DWR.</summary>
/// <param name="Header">The header.</param>
/// <param name="OriginHost">Origin-Host.</param>
/// <param name="OriginStateId">Origin-State-Id; null if absent.</param>
public readonly record struct DeviceWatchdogRequest(DiameterHeader Header, string OriginHost, uint? OriginStateId);
