using System.Net;
using EirDiameter.Protocol;

namespace EirDiameter.S13Load.Wire;

/// <summary>The base-protocol messages that an MME sends, RFC 6733 5.3 to 5.5. All return the number of octets written.</summary>
internal static class BaseMessages
{
    /// <summary>Capabilities-Exchange-Request: S13 inside Vendor-Specific-Application-Id, as TS 29.272 7.1.7 wants it.</summary>
    public static int WriteCapabilitiesRequest(
        Span<byte> destination, string originHost, string realm, IPAddress local, uint originStateId, uint identifier)
    {
        MessageWriter writer = new(
            destination, CommandFlags.Request, CommandCodes.CapabilitiesExchange, Applications.Common, identifier, identifier);
        WriteOrigin(ref writer, originHost, realm);
        writer.WriteAddress(AvpCodes.HostIpAddress, local);
        writer.WriteUnsigned32(AvpCodes.VendorId, Vendors.ThreeGpp);
        writer.WriteUtf8(AvpCodes.ProductName, "EirDiameter s13load", flags: AvpFlags.None);
        writer.WriteUnsigned32(AvpCodes.OriginStateId, originStateId);
        writer.WriteUnsigned32(AvpCodes.SupportedVendorId, Vendors.ThreeGpp);
        WriteApplication(ref writer);
        return writer.Finish();
    }

    /// <summary>Disconnect-Peer-Request: this MME has nothing more to ask.</summary>
    public static int WriteDisconnectRequest(Span<byte> destination, string originHost, string realm, uint identifier)
    {
        MessageWriter writer = new(destination, CommandFlags.Request, CommandCodes.DisconnectPeer, Applications.Common, identifier, identifier);
        WriteOrigin(ref writer, originHost, realm);
        writer.WriteUnsigned32(AvpCodes.DisconnectCause, (uint)DisconnectCause.DoNotWantToTalkToYou);
        return writer.Finish();
    }

    /// <summary>
    /// The answer to a request of the EIR: success to DWR and DPR, and 3001 (an error answer) to anything else, since an EIR never
    /// asks anything over S13.
    /// </summary>
    public static int WriteAnswer(Span<byte> destination, in DiameterHeader request, string originHost, string realm)
    {
        bool known = request.CommandCode is CommandCodes.DeviceWatchdog or CommandCodes.DisconnectPeer;
        MessageWriter writer = new(destination, request.ToAnswer(error: !known));
        writer.WriteUnsigned32(AvpCodes.ResultCode, known ? ResultCodes.Success : ResultCodes.CommandUnsupported);
        WriteOrigin(ref writer, originHost, realm);
        return writer.Finish();
    }

    /// <summary>The Result-Code of an answer; 0 if it has none that can be read.</summary>
    public static uint ResultCodeOf(ReadOnlySpan<byte> answer)
    {
        foreach (Avp avp in AvpReader.OfMessage(answer))
        {
            if (avp.Is(AvpCodes.ResultCode) && avp.TryReadUnsigned32(out uint code))
                return code;
        }
        return 0;
    }

    /// <summary>Vendor-Specific-Application-Id of S13.</summary>
    public static void WriteApplication(ref MessageWriter writer)
    {
        int group = writer.BeginGroup(AvpCodes.VendorSpecificApplicationId);
        writer.WriteUnsigned32(AvpCodes.VendorId, Vendors.ThreeGpp);
        writer.WriteUnsigned32(AvpCodes.AuthApplicationId, Applications.S13);
        writer.EndGroup(group);
    }

    private static void WriteOrigin(ref MessageWriter writer, string originHost, string realm)
    {
        writer.WriteUtf8(AvpCodes.OriginHost, originHost);
        writer.WriteUtf8(AvpCodes.OriginRealm, realm);
    }
}
