namespace EirDiameter.EndToEnd.Tests.Diameter;

/// <summary>Messages that an MME sends.</summary>
internal static class Messages
{
    public const string Host = "mme-test.epc.mnc001.mcc001.3gppnetwork.org";
    public const string Realm = "epc.mnc001.mcc001.3gppnetwork.org";
    public const string OneImsi = "001010123456789";

    public static byte[] Capabilities(string host = Host) => Wire.Message(Wire.Request, Wire.CapabilitiesExchange, 0,
    [
        Wire.Avp(264, host),
        Wire.Avp(296, Realm),
        Wire.Avp(257, [0, 1, 127, 0, 0, 1]),
        Wire.Avp(266, 0),
        Wire.Avp(269, "end-to-end tests"u8.ToArray(), flags: 0),
        Wire.Avp(265, Wire.ThreeGpp),
        ApplicationId(),
    ]);

    public static byte[] ApplicationId() => Wire.Group(260, 0, Wire.Avp(266, Wire.ThreeGpp), Wire.Avp(258, Wire.S13));

    public static byte[] Watchdog(uint hopByHop) => Wire.Message(Wire.Request, Wire.DeviceWatchdog, 0, Origin(), hopByHop);

    public static byte[] Disconnect() => Wire.Message(Wire.Request, Wire.DisconnectPeer, 0, [.. Origin(), Wire.Avp(273, 2)]);

    /// <summary>Success, to a DWR or DPR.</summary>
    public static byte[] BaseAnswer(DiameterMessage request) =>
        Wire.Message(0, request.Command, 0, [Wire.Avp(268, 2001), .. Origin()], request.HopByHop, request.EndToEnd);

    /// <summary>An ECR, as TS 29.272 7.2.19 has it.</summary>
    public static byte[] MeIdentityCheck(string imei, uint hopByHop = 0x11111111, string? softwareVersion = "01", string? imsi = OneImsi)
    {
        List<byte[]> avps = [.. Head(), TerminalInformation(imei, softwareVersion)];
        if (imsi is not null) avps.Add(Wire.Avp(1, imsi));
        return Check([.. avps], hopByHop: hopByHop, endToEnd: hopByHop);
    }

    /// <summary>An ECR of any AVPs.</summary>
    public static byte[] Check(
        byte[][] avps, byte flags = Wire.Request | Wire.Proxiable, uint command = Wire.MeIdentityCheck, uint application = Wire.S13,
        uint hopByHop = 0x11111111, uint endToEnd = 0x22222222, int? length = null, byte version = 1) =>
        Wire.Message(flags, command, application, avps, hopByHop, endToEnd, length, version);

    public static byte[] TerminalInformation(string imei, string? softwareVersion = null) => Wire.Group(1401, Wire.ThreeGpp,
        softwareVersion is null ? [Wire.Avp(1402, imei, Wire.ThreeGpp)] : [Wire.Avp(1402, imei, Wire.ThreeGpp), Wire.Avp(1403, softwareVersion, Wire.ThreeGpp)]);

    /// <summary>What an ECR has before Terminal-Information.</summary>
    public static byte[][] Head() =>
        [SessionId(), ApplicationId(), SessionState(), .. Origin(), DestinationRealm()];

    public static byte[] SessionId() => Wire.Avp(263, $"{Host};1;1");

    public static byte[] SessionState() => Wire.Avp(277, 1);

    public static byte[] DestinationRealm() => Wire.Avp(283, Realm);

    public static byte[][] Origin() => [Wire.Avp(264, Host), Wire.Avp(296, Realm)];
}
