using System.Diagnostics.CodeAnalysis;

namespace EirDiameter.Protocol;

/// <summary>CER and CEA, RFC 6733 5.3. To refuse a CER: <see cref="AnswerWriter.WriteFault"/>.</summary>
public static class CapabilitiesExchange
{
    /// <summary>
    /// Checks a CER and reads it. False with a fault to answer, or with none when there is nothing to answer. Whether there is an application in
    /// common is asked apart: <see cref="Capabilities.CheckCommon"/>.
    /// </summary>
    public static bool TryReadRequest(
        ReadOnlySpan<byte> message, LocalIdentity local, [NotNullWhen(true)] out Capabilities? request, out Fault fault)
    {
        request = null;
        fault = RequestChecks.Check(message, local, CommandGrammar.CapabilitiesExchange);
        if (!fault.IsNone || !DiameterHeader.TryRead(message, out DiameterHeader header) || !header.IsRequest)
            return false;
        request = Capabilities.Read(header, message);
        return true;
    }

    /// <summary>Reads a CEA. False when the message is none, or lacks Result-Code or Origin-Host; its Result-Code may still be an error.</summary>
    public static bool TryReadAnswer(ReadOnlySpan<byte> message, [NotNullWhen(true)] out Capabilities? answer)
    {
        answer = null;
        if (!BaseMessage.IsAnswer(message, Applications.Common, CommandCodes.CapabilitiesExchange, out DiameterHeader header))
            return false;
        Capabilities read = Capabilities.Read(header, message);
        if (read.ResultCode == 0 || read.OriginHost.Length == 0)
            return false;
        answer = read;
        return true;
    }

    /// <summary>Writes a CER. Returns its length; 0 if it does not fit (<see cref="AnswerWriter.MaxLength"/> of 0 always does).</summary>
    public static int WriteRequest(LocalIdentity local, uint hopByHop, uint endToEnd, Span<byte> destination)
    {
        MessageWriter writer = BaseMessage.StartRequest(CommandCodes.CapabilitiesExchange, local, hopByHop, endToEnd, destination);
        writer.WriteEncoded(local.Encoded.Capabilities);
        return writer.Finish();
    }

    /// <summary>Writes the CEA that says success. Returns its length; 0 if it does not fit (<see cref="AnswerWriter.MaxLength"/> always does).</summary>
    public static int WriteAnswer(ReadOnlySpan<byte> request, LocalIdentity local, Span<byte> destination) =>
        BaseMessage.WriteSuccess(request, local, local.Encoded.Capabilities, destination);
}
