using System.Globalization;
using EirDiameter.Conformance.Wire;
using EirDiameter.Protocol;

namespace EirDiameter.Conformance.Messages;

/// <summary>Who sends: the MME of a case.</summary>
/// <param name="Host">Origin-Host.</param>
/// <param name="Realm">Origin-Realm.</param>
/// <param name="TargetRealm">Destination-Realm of what is sent.</param>
/// <param name="Address">Host-IP-Address.</param>
internal sealed record Sender(string Host, string Realm, string TargetRealm, string Address);

/// <summary>What an ECR asks about.</summary>
internal sealed record Asked(string Imei, string? Imsi, string? SoftwareVersion);

/// <summary>Complete and right messages, which a case then changes.</summary>
internal static class MessageTemplates
{
    private const uint ThreeGpp = 10415;
    private const string OriginStateId = "1700000000";

    /// <summary>A request, without identifiers.</summary>
    public static DraftMessage Request(MessageKind kind, Sender sender, Asked? asked, string session) => new()
    {
        Flags = kind.Command == MessageKind.MeIdentityCheck ? (byte)0xC0 : (byte)0x80,
        Command = kind.Command,
        Application = kind.Application,
        Avps = kind.Name switch
        {
            "CER" => Capabilities(sender),
            "DPR" => [.. Identity(sender), Avp("Disconnect-Cause", "0")],
            "DWR" => [.. Identity(sender), Avp("Origin-State-Id", OriginStateId)],
            _ => EquipmentCheck(sender, asked!, session),
        },
    };

    /// <summary>An answer to a request, or to none.</summary>
    public static DraftMessage Answer(MessageKind kind, Sender sender, NaiveMessage? request)
    {
        List<DraftAvp> avps = [Avp("Result-Code", "2001"), .. Identity(sender)];
        if (kind.Command is MessageKind.CapabilitiesExchange)
            avps = [Avp("Result-Code", "2001"), .. Capabilities(sender)];
        if (kind.Command is MessageKind.DeviceWatchdog)
            avps.Add(Avp("Origin-State-Id", OriginStateId));
        if (kind.Command is MessageKind.MeIdentityCheck)
            avps = [Avp("Session-Id", $"{sender.Host};1;1"), Application(), Avp("Result-Code", "2001"), Avp("Auth-Session-State", "1"), .. Identity(sender), Avp("Equipment-Status", "0")];
        return new DraftMessage
        {
            Flags = (byte)((request?.Flags ?? 0) & 0x40),
            Command = kind.Command,
            Application = kind.Application,
            HopByHop = request?.HopByHop ?? 0,
            EndToEnd = request?.EndToEnd ?? 0,
            Avps = avps,
        };
    }

    /// <summary>Sets a text in a place: <c>Terminal-Information</c> and its like are made when they are missing.</summary>
    public static void Set(DraftMessage message, AvpPath path, Action<DraftAvp> give)
    {
        IReadOnlyList<(List<DraftAvp> Home, DraftAvp Avp)> found = path.Find(message.Avps);
        if (found.Count > 0)
        {
            give(found[0].Avp);
            return;
        }

        List<DraftAvp> home = message.Avps;
        foreach (PathPart part in path.Parts.SkipLast(1))
        {
            DraftAvp? group = home.Find(avp => avp.Code == part.Code && avp.Vendor == part.Vendor);
            if (group is null)
                home.Add(group = AvpSpec.Usual(part.Code, part.Vendor));
            home = group.Members ??= [];
        }

        DraftAvp added = AvpSpec.Usual(path.Last.Code, path.Last.Vendor);
        give(added);
        home.Add(added);
    }

    private static List<DraftAvp> Identity(Sender sender) => [Avp("Origin-Host", sender.Host), Avp("Origin-Realm", sender.Realm)];

    private static List<DraftAvp> Capabilities(Sender sender) =>
    [
        .. Identity(sender),
        Avp("Host-IP-Address", sender.Address),
        Avp("Vendor-Id", ThreeGpp.ToString(CultureInfo.InvariantCulture)),
        Avp("Product-Name", "conformance"),
        Avp("Origin-State-Id", OriginStateId),
        Avp("Supported-Vendor-Id", ThreeGpp.ToString(CultureInfo.InvariantCulture)),
        Application(),
    ];

    private static List<DraftAvp> EquipmentCheck(Sender sender, Asked asked, string session)
    {
        DraftAvp terminal = Group("Terminal-Information", Avp("IMEI", asked.Imei));
        if (asked.SoftwareVersion is { } version)
            terminal.Members!.Add(Avp("Software-Version", version));
        List<DraftAvp> avps =
        [
            Avp("Session-Id", session),
            Application(),
            Avp("Auth-Session-State", "1"),
            .. Identity(sender),
            Avp("Destination-Realm", sender.TargetRealm),
            terminal,
        ];
        if (asked.Imsi is { } imsi)
            avps.Add(Avp("User-Name", imsi));
        return avps;
    }

    private static DraftAvp Application() => Group(
        "Vendor-Specific-Application-Id",
        Avp("Vendor-Id", ThreeGpp.ToString(CultureInfo.InvariantCulture)),
        Avp("Auth-Application-Id", MessageKind.S13.ToString(CultureInfo.InvariantCulture)));

    private static DraftAvp Group(string name, params List<DraftAvp> members)
    {
        DraftAvp group = Named(name);
        group.Members = members;
        return group;
    }

    private static DraftAvp Avp(string name, string value)
    {
        DraftAvp avp = Named(name);
        avp.Data = AvpValueEncoder.Encode(AvpDictionary.Find(avp.Code, avp.Vendor), value);
        return avp;
    }

    private static DraftAvp Named(string name)
    {
        AvpDefinition definition = AvpNames.Find(name)!;
        return AvpSpec.Usual(definition.Code, definition.VendorId);
    }
}
