using EirDiameter.Protocol;
using EirDiameter.S13Load.Traffic;

namespace EirDiameter.S13Load.Wire;

/// <summary>Reads an ME-Identity-Check-Answer and judges whether it is one (TS 29.272 7.2.20; RFC 6733 7.2 for those with the E bit).</summary>
internal static class AnswerReader
{
    /// <summary>NO_STATE_MAINTAINED, the only Auth-Session-State there is on S13 (TS 29.272 7.1.4).</summary>
    public const uint NoStateMaintained = 1;

    [Flags]
    private enum Seen
    {
        None = 0,
        SessionId = 1,
        AuthSessionState = 2,
        OriginHost = 4,
        OriginRealm = 8,
        Result = 16,
        Status = 32,
        Names = OriginHost | OriginRealm,
        Required = SessionId | AuthSessionState | Names | Result,
    }

    /// <summary>Reads an answer whose identifiers belong to a request in flight.</summary>
    /// <param name="message">The whole message; its length agrees with its header.</param>
    /// <param name="header">Its header.</param>
    /// <param name="template">What the request was made from.</param>
    /// <param name="answer">What it says, if it is well-formed.</param>
    /// <returns>Null if it is well-formed, else what is wrong with it.</returns>
    public static string? Read(ReadOnlySpan<byte> message, in DiameterHeader header, RequestTemplate template, out AnswerCode answer)
    {
        answer = AnswerCode.Any;
        if (header.Version != DiameterHeader.CurrentVersion)
            return "the version is not 1";
        if (header.ApplicationId != Applications.S13)
            return "the application id is not that of S13";
        if ((header.Flags & ~CommandFlags.Error) != CommandFlags.Proxiable)
            return "the command flags are not P, or P and E";

        Seen seen = Seen.None;
        uint result = 0, status = 0;
        bool experimental = false;
        AvpReader avps = AvpReader.OfMessage(message);
        while (avps.MoveNext())
        {
            Avp avp = avps.Current;
            Seen one = Seen.None;
            switch (avp.Code)
            {
                case AvpCodes.SessionId when avp.VendorId == 0:
                    if (!template.IsSessionId(avp.Data, header.EndToEnd))
                        return "the Session-Id is not that of the request";
                    one = Seen.SessionId;
                    break;
                case AvpCodes.ResultCode when avp.VendorId == 0:
                    if (!avp.TryReadUnsigned32(out result))
                        return "the Result-Code is not four octets long";
                    one = Seen.Result;
                    break;
                case AvpCodes.ExperimentalResult when avp.VendorId == 0:
                    if (!TryReadExperimental(avp, out result))
                        return "the Experimental-Result has no Vendor-Id 10415 or no Experimental-Result-Code";
                    experimental = true;
                    one = Seen.Result;
                    break;
                case AvpCodes.AuthSessionState when avp.VendorId == 0:
                    if (!avp.TryReadUnsigned32(out uint state) || state != NoStateMaintained)
                        return "the Auth-Session-State is not NO_STATE_MAINTAINED";
                    one = Seen.AuthSessionState;
                    break;
                case AvpCodes.OriginHost when avp.VendorId == 0:
                    if (!DiameterIdentity.IsValid(avp.Data))
                        return "the Origin-Host is not a host name";
                    one = Seen.OriginHost;
                    break;
                case AvpCodes.OriginRealm when avp.VendorId == 0:
                    if (!DiameterIdentity.IsValid(avp.Data))
                        return "the Origin-Realm is not a realm name";
                    one = Seen.OriginRealm;
                    break;
                case AvpCodes.EquipmentStatus when avp.VendorId == Vendors.ThreeGpp:
                    if (!avp.TryReadUnsigned32(out status) || status > EquipmentStatusValues.Grey)
                        return "the Equipment-Status is not 0, 1 or 2";
                    one = Seen.Status;
                    break;
                case AvpCodes.DestinationHost or AvpCodes.DestinationRealm when avp.VendorId == 0:
                    return "an answer has no Destination-Host and no Destination-Realm";
            }
            if ((seen & one) != 0)
                return "an AVP that may stand there once, or an AVP and its alternative, stands there twice";
            seen |= one;
        }
        if (avps.Malformed)
            return "the length of an AVP is impossible";
        return Judge(header.IsError, seen, experimental, result, status, ref answer);
    }

    private static string? Judge(bool isError, Seen seen, bool experimental, uint result, uint status, ref AnswerCode answer)
    {
        Seen required = isError ? Seen.Names | Seen.Result : Seen.Required;
        if ((seen & required) != required)
            return "an AVP that must stand there is missing";
        if (!experimental && ResultCodes.IsProtocolError(result) != isError)
            return "a Result-Code of 3xxx and the E bit go together";
        bool success = !experimental && result == ResultCodes.Success;
        if (success != ((seen & Seen.Status) != 0))
            return success ? "success, but no Equipment-Status" : "an Equipment-Status, but no success";
        if (success)
            answer = AnswerCode.OfStatus(status);
        else if (experimental && result == ResultCodes.EquipmentUnknown)
            answer = AnswerCode.Unknown;
        else if (result is < 1000 or >= 6000)
            return "the result is of no class that exists";
        else
            answer = AnswerCode.OfResult(result);
        return null;
    }

    private static bool TryReadExperimental(in Avp avp, out uint result)
    {
        result = 0;
        bool vendor = false;
        foreach (Avp inner in avp.Group())
        {
            if (inner.Is(AvpCodes.VendorId))
                vendor = inner.TryReadUnsigned32(out uint id) && id == Vendors.ThreeGpp;
            else if (inner.Is(AvpCodes.ExperimentalResultCode))
                _ = inner.TryReadUnsigned32(out result);
        }
        return vendor && result != 0;
    }
}
