using System.Net;
using EirDiameter.Protocol;
using Xunit;

namespace EirDiameter.Peers.Tests.Support;

/// <summary>Messages as a peer sends them.</summary>
internal static class Messages
{
    public const string Realm = "example.org";

    public static byte[] Cer(
        string host = "mme1.example.org",
        uint[]? applications = null,
        bool inVendorSpecific = true,
        uint[]? security = null,
        uint hopByHop = 1)
    {
        byte[] buffer = new byte[2048];
        var writer = new MessageWriter(buffer, CommandFlags.Request, CommandCodes.CapabilitiesExchange, 0, hopByHop, hopByHop + 100);
        writer.WriteUtf8(AvpCodes.OriginHost, host);
        writer.WriteUtf8(AvpCodes.OriginRealm, Realm);
        writer.WriteAddress(AvpCodes.HostIpAddress, IPAddress.Loopback);
        writer.WriteUnsigned32(AvpCodes.VendorId, Vendors.ThreeGpp);
        writer.WriteUtf8(AvpCodes.ProductName, "test", flags: AvpFlags.None);
        foreach (uint id in security ?? [])
            writer.WriteUnsigned32(AvpCodes.InbandSecurityId, id);
        foreach (uint application in applications ?? [Applications.S13])
        {
            if (!inVendorSpecific)
            {
                writer.WriteUnsigned32(AvpCodes.AuthApplicationId, application);
                continue;
            }

            int group = writer.BeginGroup(AvpCodes.VendorSpecificApplicationId);
            writer.WriteUnsigned32(AvpCodes.VendorId, Vendors.ThreeGpp);
            writer.WriteUnsigned32(AvpCodes.AuthApplicationId, application);
            writer.EndGroup(group);
        }

        return buffer[..writer.Finish()];
    }

    /// <summary>The answer to the node's CER.</summary>
    public static byte[] Cea(byte[] cer, string host = "mme1.example.org", uint result = ResultCodes.Success, uint application = Applications.S13)
    {
        DiameterHeader header = Header(cer);
        byte[] buffer = new byte[1024];
        var writer = new MessageWriter(buffer, header.ToAnswer());
        writer.WriteUnsigned32(AvpCodes.ResultCode, result);
        writer.WriteUtf8(AvpCodes.OriginHost, host);
        writer.WriteUtf8(AvpCodes.OriginRealm, Realm);
        writer.WriteUnsigned32(AvpCodes.AuthApplicationId, application);
        return buffer[..writer.Finish()];
    }

    public static byte[] Dwr(uint hopByHop = 2, string host = "mme1.example.org") =>
        Simple(CommandCodes.DeviceWatchdog, CommandFlags.Request, hopByHop, host, null);

    public static byte[] Dpr(uint hopByHop = 3, string host = "mme1.example.org", DisconnectCause cause = DisconnectCause.DoNotWantToTalkToYou) =>
        Simple(CommandCodes.DisconnectPeer, CommandFlags.Request, hopByHop, host, null, disconnectCause: (uint)cause);

    /// <summary>The answer to a request of ours: 2001, with its identifiers.</summary>
    public static byte[] AnswerTo(byte[] request, uint? hopByHop = null)
    {
        DiameterHeader header = Header(request);
        return Simple(header.CommandCode, CommandFlags.None, hopByHop ?? header.HopByHop, "mme1.example.org", ResultCodes.Success);
    }

    /// <summary>A request of an application; what is in it matters only to the application.</summary>
    public static byte[] Request(
        uint hopByHop, uint application = Applications.S13, uint command = CommandCodes.MeIdentityCheck, CommandFlags more = CommandFlags.Proxiable, int padding = 0, uint? priority = null, string[]? routes = null, bool offersOverloadControl = false)
    {
        byte[] buffer = new byte[2048 + padding];
        var writer = new MessageWriter(buffer, CommandFlags.Request | more, command, application, hopByHop, hopByHop);
        writer.WriteUtf8(AvpCodes.SessionId, $"mme1.example.org;1;{hopByHop}");
        if (priority is { } drmp)
            writer.WriteUnsigned32(AvpCodes.Drmp, drmp, flags: AvpFlags.None);
        writer.WriteUnsigned32(AvpCodes.AuthSessionState, 1);
        writer.WriteUtf8(AvpCodes.OriginHost, "mme1.example.org");
        writer.WriteUtf8(AvpCodes.OriginRealm, Realm);
        writer.WriteUtf8(AvpCodes.DestinationRealm, Realm);
        writer.WriteOctets(AvpCodes.UserName, new byte[padding], flags: AvpFlags.None);
        if (offersOverloadControl)
            writer.EndGroup(writer.BeginGroup(AvpCodes.OcSupportedFeatures, flags: AvpFlags.None));
        foreach (string route in routes ?? [])
            writer.WriteUtf8(AvpCodes.RouteRecord, route);
        return buffer[..writer.Finish()];
    }

    public static DiameterHeader Header(byte[] message)
    {
        Assert.True(DiameterHeader.TryRead(message, out DiameterHeader header));
        return header;
    }

    /// <summary>Result-Code of an answer; 0 if it has none.</summary>
    public static uint ResultOf(byte[] answer) => Values(answer, AvpCodes.ResultCode).FirstOrDefault();

    /// <summary>Every Unsigned32 with this code, at the top or in a group at the top.</summary>
    public static List<uint> Values(byte[] message, uint code, uint inGroup = 0)
    {
        List<uint> values = [];
        foreach (Avp avp in AvpReader.OfMessage(message))
        {
            if (inGroup != 0 && avp.Is(inGroup))
            {
                foreach (Avp inner in avp.Group())
                {
                    if (inner.Is(code) && inner.TryReadUnsigned32(out uint value))
                        values.Add(value);
                }
            }
            else if (inGroup == 0 && avp.Is(code) && avp.TryReadUnsigned32(out uint value))
            {
                values.Add(value);
            }
        }

        return values;
    }

    /// <summary>Every address in Host-IP-Address.</summary>
    public static List<IPAddress> Addresses(byte[] message)
    {
        List<IPAddress> addresses = [];
        foreach (Avp avp in AvpReader.OfMessage(message))
        {
            if (avp.Is(AvpCodes.HostIpAddress) && avp.TryReadAddress(out IPAddress? address))
                addresses.Add(address!);
        }

        return addresses;
    }

    private static byte[] Simple(uint command, CommandFlags flags, uint hopByHop, string host, uint? result, uint? disconnectCause = null)
    {
        byte[] buffer = new byte[1024];
        var writer = new MessageWriter(buffer, flags, command, 0, hopByHop, hopByHop + 100);
        if (result is { } code)
            writer.WriteUnsigned32(AvpCodes.ResultCode, code);
        writer.WriteUtf8(AvpCodes.OriginHost, host);
        writer.WriteUtf8(AvpCodes.OriginRealm, Realm);
        if (disconnectCause is { } cause)
            writer.WriteUnsigned32(AvpCodes.DisconnectCause, cause);
        return buffer[..writer.Finish()];
    }
}
