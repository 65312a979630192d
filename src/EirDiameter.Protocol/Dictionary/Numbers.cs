namespace EirDiameter.Protocol;

/// <summary>Enterprise numbers.</summary>
public static class Vendors
{
    /// <summary>The IETF: AVPs without the V bit.</summary>
    public const uint None = 0;

    /// <summary>3GPP; the vendor of all AVPs that TS 29.272 defines.</summary>
    public const uint ThreeGpp = 10415;
}

/// <summary>Application ids.</summary>
public static class Applications
{
    /// <summary>The base protocol: CER, DWR and DPR carry it, RFC 6733 2.4.</summary>
    public const uint Common = 0;

    /// <summary>S13 and S13', TS 29.272 7.1.7.</summary>
    public const uint S13 = 16777252;

    /// <summary>A relay agent: has every application in common, RFC 6733 2.4.</summary>
    public const uint Relay = 0xFFFFFFFF;
}

/// <summary>Command codes.</summary>
public static class CommandCodes
{
    /// <summary>CER and CEA, RFC 6733 5.3.</summary>
    public const uint CapabilitiesExchange = 257;

    /// <summary>DWR and DWA, RFC 6733 5.5.</summary>
    public const uint DeviceWatchdog = 280;

    /// <summary>DPR and DPA, RFC 6733 5.4.</summary>
    public const uint DisconnectPeer = 282;

    /// <summary>ECR and ECA, TS 29.272 7.2.19 and 7.2.20.</summary>
    public const uint MeIdentityCheck = 324;
}

/// <summary>Values of Equipment-Status, TS 29.272 7.3.51. Names changed over the releases, the numbers never.</summary>
public static class EquipmentStatusValues
{
    /// <summary>On the white list: permitted.</summary>
    public const byte White = 0;

    /// <summary>On the black list: blocked. Still a success, not an error.</summary>
    public const byte Black = 1;

    /// <summary>On the grey list: tracked.</summary>
    public const byte Grey = 2;
}

/// <summary>Values of Disconnect-Cause, RFC 6733 5.4.3.</summary>
public enum DisconnectCause
{
    /// <summary>The sender restarts; reconnecting is welcome.</summary>
    Rebooting = 0,

    /// <summary>The sender is out of resources; do not reconnect.</summary>
    Busy = 1,

    /// <summary>The sender has no use for the connection; do not reconnect.</summary>
    DoNotWantToTalkToYou = 2,
}
