namespace EirDiameter.Protocol;

/// <summary>DPR and DPA, RFC 6733 5.4. Who receives the DPA closes the connection.</summary>
public static class DisconnectPeer
{
    /// <summary>Checks a DPR and reads it. False with a fault to answer, or with none when there is nothing to answer.</summary>
    public static bool TryReadRequest(ReadOnlySpan<byte> message, LocalIdentity local, out DisconnectPeerRequest request, out Fault fault)
    {
        request = default;
        fault = RequestChecks.Check(message, local, CommandGrammar.DisconnectPeer);
        if (!fault.IsNone || !DiameterHeader.TryRead(message, out DiameterHeader header) || !header.IsRequest)
            return false;

        string host = "";
        DisconnectCause cause = default;
        AvpReader reader = AvpReader.OfMessage(message);
        while (reader.MoveNext())
        {
            Avp avp = reader.Current;
            if (avp.Is(AvpCodes.OriginHost))
                host = BaseMessage.Text(in avp);
            else if (avp.Is(AvpCodes.DisconnectCause) && avp.TryReadInteger32(out int value))
                cause = (DisconnectCause)value;
        }

        request = new DisconnectPeerRequest(header, host, cause);
        return true;
    }

    /// <summary>Reads a DPA. False when the message is none; its Result-Code may still be an error.</summary>
    public static bool TryReadAnswer(ReadOnlySpan<byte> message, out BaseAnswer answer) =>
        BaseAnswer.TryRead(message, CommandCodes.DisconnectPeer, out answer);

    /// <summary>Writes a DPR. Returns its length; 0 if it does not fit.</summary>
    public static int WriteRequest(LocalIdentity local, DisconnectCause cause, uint hopByHop, uint endToEnd, Span<byte> destination)
    {
        MessageWriter writer = BaseMessage.StartRequest(CommandCodes.DisconnectPeer, local, hopByHop, endToEnd, destination);
        writer.WriteUnsigned32(AvpCodes.DisconnectCause, (uint)cause);
        return writer.Finish();
    }

    /// <summary>Writes the DPA that says success. Returns its length; 0 if it does not fit (<see cref="AnswerWriter.MaxLength"/> always does).</summary>
    public static int WriteAnswer(ReadOnlySpan<byte> request, LocalIdentity local, Span<byte> destination) =>
        BaseMessage.WriteSuccess(request, local, default, destination);
}

/// <summary>A DPR.</summary>
/// <param name="Header">The header.</param>
/// <param name="OriginHost">Origin-Host.</param>
/// <param name="Cause">Disconnect-Cause.</param>
public readonly record struct DisconnectPeerRequest(DiameterHeader Header, string OriginHost, DisconnectCause Cause);
