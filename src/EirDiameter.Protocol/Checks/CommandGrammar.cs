namespace EirDiameter.Protocol;

/// <summary>How often one AVP may stand in a command or group.</summary>
/// <param name="Code">AVP code.</param>
/// <param name="VendorId">Vendor.</param>
/// <param name="Minimum">0 or 1.</param>
/// <param name="Maximum">0 = forbidden; <see cref="Any"/> = as often as it likes.</param>
internal readonly record struct GrammarRule(uint Code, uint VendorId, int Minimum, int Maximum)
{
    public const int Any = int.MaxValue;

    public static GrammarRule Required(uint code, uint vendorId = 0) => new(code, vendorId, 1, 1);

    public static GrammarRule Optional(uint code, uint vendorId = 0) => new(code, vendorId, 0, 1);

    public static GrammarRule Several(uint code) => new(code, 0, 1, Any);

    public static GrammarRule Forbidden(uint code) => new(code, 0, 0, 0);
}

/// <summary>A request we answer, as data: header bits, and its AVPs in the order of the standard's grammar. What is not named may stand anywhere.</summary>
internal sealed class CommandGrammar
{
    private CommandGrammar(uint applicationId, uint commandCode, bool proxiable, params GrammarRule[] rules)
    {
        ApplicationId = applicationId;
        CommandCode = commandCode;
        IsProxiable = proxiable;
        Rules = rules;
    }

    public uint ApplicationId { get; }

    public uint CommandCode { get; }

    /// <summary>True when the P bit must be set and the request is routed by realm and host; false when P must be clear.</summary>
    public bool IsProxiable { get; }

    public GrammarRule[] Rules { get; }

    /// <summary>TS 29.272 7.2.19; and 7.1.4, which forbids the two lifetimes because no session is kept.</summary>
    public static CommandGrammar MeIdentityCheck { get; } = new(
        Applications.S13,
        CommandCodes.MeIdentityCheck,
        proxiable: true,
        GrammarRule.Required(AvpCodes.SessionId),
        GrammarRule.Optional(AvpCodes.Drmp),
        GrammarRule.Optional(AvpCodes.VendorSpecificApplicationId),
        GrammarRule.Required(AvpCodes.AuthSessionState),
        GrammarRule.Required(AvpCodes.OriginHost),
        GrammarRule.Required(AvpCodes.OriginRealm),
        GrammarRule.Optional(AvpCodes.DestinationHost),
        GrammarRule.Required(AvpCodes.DestinationRealm),
        GrammarRule.Required(AvpCodes.TerminalInformation, Vendors.ThreeGpp),
        GrammarRule.Optional(AvpCodes.UserName),
        GrammarRule.Forbidden(AvpCodes.AuthorizationLifetime),
        GrammarRule.Forbidden(AvpCodes.SessionTimeout));

    /// <summary>RFC 6733 5.3.1.</summary>
    public static CommandGrammar CapabilitiesExchange { get; } = new(
        Applications.Common,
        CommandCodes.CapabilitiesExchange,
        proxiable: false,
        GrammarRule.Required(AvpCodes.OriginHost),
        GrammarRule.Required(AvpCodes.OriginRealm),
        GrammarRule.Several(AvpCodes.HostIpAddress),
        GrammarRule.Required(AvpCodes.VendorId),
        GrammarRule.Required(AvpCodes.ProductName),
        GrammarRule.Optional(AvpCodes.OriginStateId),
        GrammarRule.Optional(AvpCodes.FirmwareRevision));

    /// <summary>RFC 6733 5.5.1.</summary>
    public static CommandGrammar DeviceWatchdog { get; } = new(
        Applications.Common,
        CommandCodes.DeviceWatchdog,
        proxiable: false,
        GrammarRule.Required(AvpCodes.OriginHost),
        GrammarRule.Required(AvpCodes.OriginRealm),
        GrammarRule.Optional(AvpCodes.OriginStateId));

    /// <summary>RFC 6733 5.4.1.</summary>
    public static CommandGrammar DisconnectPeer { get; } = new(
        Applications.Common,
        CommandCodes.DisconnectPeer,
        proxiable: false,
        GrammarRule.Required(AvpCodes.OriginHost),
        GrammarRule.Required(AvpCodes.OriginRealm),
        GrammarRule.Required(AvpCodes.DisconnectCause));

    private static CommandGrammar[] All { get; } = [MeIdentityCheck, CapabilitiesExchange, DeviceWatchdog, DisconnectPeer];

    /// <summary>Rules inside Terminal-Information, TS 29.272 7.3.3.</summary>
    public static GrammarRule[] TerminalInformation { get; } =
    [
        GrammarRule.Optional(AvpCodes.Imei, Vendors.ThreeGpp),
        GrammarRule.Optional(AvpCodes.Meid, Vendors.ThreeGpp),
        GrammarRule.Optional(AvpCodes.SoftwareVersion, Vendors.ThreeGpp),
    ];

    /// <summary>Rules inside Vendor-Specific-Application-Id, RFC 6733 6.11. RFC 3588 allowed several Vendor-Ids, so nobody is refused for them.</summary>
    public static GrammarRule[] VendorSpecificApplicationId { get; } =
    [
        GrammarRule.Several(AvpCodes.VendorId),
        GrammarRule.Optional(AvpCodes.AuthApplicationId),
        GrammarRule.Optional(AvpCodes.AcctApplicationId),
    ];

    public static CommandGrammar? Find(uint applicationId, uint commandCode)
    {
        foreach (CommandGrammar grammar in All)
        {
            if (grammar.ApplicationId == applicationId && grammar.CommandCode == commandCode)
                return grammar;
        }

        return null;
    }

    public static int IndexOf(GrammarRule[] rules, uint code, uint vendorId)
    {
        for (int i = 0; i < rules.Length; i++)
        {
            if (rules[i].Code == code && rules[i].VendorId == vendorId)
                return i;
        }

        return -1;
    }
}
