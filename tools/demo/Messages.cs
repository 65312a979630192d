using System.Net;
using EirDiameter.Protocol;

namespace EirDiameter.Demo;

/// <summary>The messages that an MME sends: RFC 6733 5.3, 5.4 and 5.5, TS 29.272 7.2.19.</summary>
internal static class Messages
{
    public const string Host = "mme.demo.epc.mnc001.mcc001.3gppnetwork.org";
    public const string Realm = "epc.mnc001.mcc001.3gppnetwork.org";

    private const uint NoStateMaintained = 1;
    private const int LongestMessage = 1024;

    public static byte[] CapabilitiesExchangeRequest(uint id, IPAddress address)
    {
        byte[] message = new byte[LongestMessage];
        var writer = new MessageWriter(message, CommandFlags.Request, CommandCodes.CapabilitiesExchange, Applications.Common, id, id);
        WriteOrigin(ref writer);
        writer.WriteAddress(AvpCodes.HostIpAddress, address);
        writer.WriteUnsigned32(AvpCodes.VendorId, Vendors.None);
        writer.WriteUtf8(AvpCodes.ProductName, "EirDiameter demo", flags: AvpFlags.None);
        writer.WriteUnsigned32(AvpCodes.SupportedVendorId, Vendors.ThreeGpp);
        WriteApplication(ref writer);
        return message[..writer.Finish()];
    }

    public static byte[] MeIdentityCheckRequest(uint id, string imei, string? imsi)
    {
        byte[] message = new byte[LongestMessage];
        var writer = new MessageWriter(
            message, CommandFlags.Request | CommandFlags.Proxiable, CommandCodes.MeIdentityCheck, Applications.S13, id, id);
        writer.WriteUtf8(AvpCodes.SessionId, $"{Host};{id};1");
        WriteApplication(ref writer);
        writer.WriteUnsigned32(AvpCodes.AuthSessionState, NoStateMaintained);
        WriteOrigin(ref writer);
        writer.WriteUtf8(AvpCodes.DestinationRealm, Realm);
        int terminal = writer.BeginGroup(AvpCodes.TerminalInformation, Vendors.ThreeGpp);
        writer.WriteUtf8(AvpCodes.Imei, imei, Vendors.ThreeGpp);
        writer.EndGroup(terminal);
        if (imsi is not null) writer.WriteUtf8(AvpCodes.UserName, imsi);
        return message[..writer.Finish()];
    }

    /// <summary>DWA or DPA: both only say 2001 and who says it.</summary>
    public static byte[] BaseAnswer(in DiameterHeader request)
    {
        byte[] message = new byte[LongestMessage];
        var writer = new MessageWriter(message, request.ToAnswer());
        writer.WriteUnsigned32(AvpCodes.ResultCode, ResultCodes.Success);
        WriteOrigin(ref writer);
        return message[..writer.Finish()];
    }

    private static void WriteOrigin(ref MessageWriter writer)
    {
        writer.WriteUtf8(AvpCodes.OriginHost, Host);
        writer.WriteUtf8(AvpCodes.OriginRealm, Realm);
    }

    private static void WriteApplication(ref MessageWriter writer)
    {
        int application = writer.BeginGroup(AvpCodes.VendorSpecificApplicationId);
        writer.WriteUnsigned32(AvpCodes.VendorId, Vendors.ThreeGpp);
        writer.WriteUnsigned32(AvpCodes.AuthApplicationId, Applications.S13);
        writer.EndGroup(application);
    }
}
