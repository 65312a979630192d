namespace EirDiameter.Protocol;

/// <summary>What the base messages have in common: who sent them, and how answers say what became of the request.</summary>
internal static class BaseMessage
{
    /// <summary>True for a sound answer of this command: header as framed, R clear. What it says is not judged here.</summary>
    public static bool IsAnswer(ReadOnlySpan<byte> message, uint applicationId, uint commandCode, out DiameterHeader header) =>
        DiameterHeader.TryRead(message, out header)
        && header.Version == DiameterHeader.CurrentVersion
        && header.Length == message.Length
        && (header.Length & 3) == 0
        && !header.IsRequest
        && header.CommandCode == commandCode
        && header.ApplicationId == applicationId;

    /// <summary>Text of an identity or UTF-8 AVP; empty if it is neither.</summary>
    public static string Text(in Avp avp) => avp.TryReadUtf8(out string text) ? text : "";

    /// <summary>An answer of the base protocol with Result-Code 2001; <paramref name="rest"/> follows the origins.</summary>
    public static int WriteSuccess(ReadOnlySpan<byte> request, LocalIdentity local, ReadOnlySpan<byte> rest, Span<byte> destination)
    {
        if (!DiameterHeader.TryRead(request, out DiameterHeader header) || !header.IsRequest)
            return 0;
        var writer = new MessageWriter(destination, header.ToAnswer());
        writer.WriteUnsigned32(AvpCodes.ResultCode, ResultCodes.Success);
        writer.WriteEncoded(local.Encoded.Origins);
        writer.WriteEncoded(rest);
        return writer.Finish();
    }

    /// <summary>Starts a request of the base protocol: header and origins.</summary>
    public static MessageWriter StartRequest(uint commandCode, LocalIdentity local, uint hopByHop, uint endToEnd, Span<byte> destination)
    {
        var writer = new MessageWriter(destination, CommandFlags.Request, commandCode, Applications.Common, hopByHop, endToEnd);
        writer.WriteEncoded(local.Encoded.Origins);
        return writer;
    }
}

/// <summary>What a DWA or DPA says, RFC 6733 5.4.2 and 5.5.2.</summary>
/// <param name="Header">The header: its ids match the answer with the request.</param>
/// <param name="ResultCode">Result-Code; 0 if absent.</param>
/// <param name="OriginHost">Origin-Host; empty if absent.</param>
/// <param name="OriginStateId">Origin-State-Id; null if absent.</param>
/// <param name="ErrorMessage">Error-Message; empty if absent.</param>
public readonly record struct BaseAnswer(DiameterHeader Header, uint ResultCode, string OriginHost, uint? OriginStateId, string ErrorMessage)
{
    internal static bool TryRead(ReadOnlySpan<byte> message, uint commandCode, out BaseAnswer answer)
    {
        answer = default;
        if (!BaseMessage.IsAnswer(message, Applications.Common, commandCode, out DiameterHeader header))
            return false;

        uint resultCode = 0;
        uint? stateId = null;
        string host = "";
        string text = "";
        AvpReader reader = AvpReader.OfMessage(message);
        while (reader.MoveNext())
        {
            Avp avp = reader.Current;
            if (avp.VendorId != 0)
                continue;
            switch (avp.Code)
            {
                case AvpCodes.ResultCode when avp.TryReadUnsigned32(out uint code):
                    resultCode = code;
                    break;
                case AvpCodes.OriginHost:
                    host = BaseMessage.Text(in avp);
                    break;
                case AvpCodes.OriginStateId when avp.TryReadUnsigned32(out uint id):
                    stateId = id;
                    break;
                case AvpCodes.ErrorMessage:
                    text = BaseMessage.Text(in avp);
                    break;
            }
        }

        answer = new BaseAnswer(header, resultCode, host, stateId, text);
        return !reader.Malformed;
    }
}
