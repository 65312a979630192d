namespace EirDiameter.Protocol;

/// <summary>An ECA as the client reads it, TS 29.272 7.2.20: a view of the octets received. Allocates nothing.</summary>
public ref struct MeIdentityCheckAnswer
{
    /// <summary>The header; its hop-by-hop matches the request.</summary>
    public DiameterHeader Header { get; private set; }

    /// <summary>Session-Id; empty if absent.</summary>
    public ReadOnlySpan<byte> SessionId { get; private set; }

    /// <summary>Origin-Host; empty if absent.</summary>
    public ReadOnlySpan<byte> OriginHost { get; private set; }

    /// <summary>Result-Code; 0 if absent.</summary>
    public uint ResultCode { get; private set; }

    /// <summary>Vendor-Id of Experimental-Result; 0 if absent.</summary>
    public uint ExperimentalVendorId { get; private set; }

    /// <summary>Experimental-Result-Code; 0 if absent.</summary>
    public uint ExperimentalResultCode { get; private set; }

    /// <summary>Equipment-Status; null if absent.</summary>
    public uint? EquipmentStatus { get; private set; }

    /// <summary>Error-Message, UTF-8; empty if absent.</summary>
    public ReadOnlySpan<byte> ErrorMessage { get; private set; }

    /// <summary>The AVPs inside Failed-AVP; empty if absent.</summary>
    public ReadOnlySpan<byte> FailedAvp { get; private set; }

    /// <summary>True for 2001 with an Equipment-Status.</summary>
    public readonly bool IsSuccess => ResultCode == ResultCodes.Success && EquipmentStatus is not null;

    /// <summary>True for Experimental-Result 10415/5422.</summary>
    public readonly bool IsEquipmentUnknown =>
        ExperimentalVendorId == Vendors.ThreeGpp && ExperimentalResultCode == ResultCodes.EquipmentUnknown;

    /// <summary>Reads an ECA. False when the message is none, or its AVPs cannot be read.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out MeIdentityCheckAnswer answer)
    {
        answer = default;
        if (!BaseMessage.IsAnswer(message, Applications.S13, CommandCodes.MeIdentityCheck, out DiameterHeader header))
            return false;
        answer.Header = header;
        AvpReader reader = AvpReader.OfMessage(message);
        while (reader.MoveNext())
        {
            Avp avp = reader.Current;
            if (avp.Is(AvpCodes.EquipmentStatus, Vendors.ThreeGpp) && avp.TryReadUnsigned32(out uint status))
                answer.EquipmentStatus = status;
            else if (avp.VendorId == 0)
                answer.TakeBase(avp);
        }

        return !reader.Malformed;
    }

    private void TakeBase(Avp avp)
    {
        switch (avp.Code)
        {
            case AvpCodes.SessionId:
                SessionId = avp.Data;
                break;
            case AvpCodes.OriginHost:
                OriginHost = avp.Data;
                break;
            case AvpCodes.ResultCode when avp.TryReadUnsigned32(out uint code):
                ResultCode = code;
                break;
            case AvpCodes.ExperimentalResult:
                TakeExperimental(avp.Group());
                break;
            case AvpCodes.ErrorMessage:
                ErrorMessage = avp.Data;
                break;
            case AvpCodes.FailedAvp:
                FailedAvp = avp.Data;
                break;
        }
    }

    private void TakeExperimental(AvpReader reader)
    {
        while (reader.MoveNext())
        {
            Avp avp = reader.Current;
            if (!avp.TryReadUnsigned32(out uint value))
                continue;
            if (avp.Is(AvpCodes.VendorId))
                ExperimentalVendorId = value;
            else if (avp.Is(AvpCodes.ExperimentalResultCode))
                ExperimentalResultCode = value;
        }
    }
}
