namespace EirDiameter.Conformance.Messages;

/// <summary>The messages that cases name.</summary>
/// <param name="Name">As in a case.</param>
/// <param name="Command">Command code.</param>
/// <param name="Application">Application.</param>
/// <param name="IsRequest">True for a request.</param>
internal sealed record MessageKind(string Name, uint Command, uint Application, bool IsRequest)
{
    /// <summary>TS 29.272 7.1.8: the application of S13 and S13'.</summary>
    public const uint S13 = 16777252;

    /// <summary>Capabilities-Exchange, RFC 6733 5.3.</summary>
    public const uint CapabilitiesExchange = 257;

    /// <summary>Device-Watchdog, RFC 6733 5.5.</summary>
    public const uint DeviceWatchdog = 280;

    /// <summary>Disconnect-Peer, RFC 6733 5.4.</summary>
    public const uint DisconnectPeer = 282;

    /// <summary>ME-Identity-Check, TS 29.272 7.2.19.</summary>
    public const uint MeIdentityCheck = 324;

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<MessageKind> All =
    [
        new("CER", CapabilitiesExchange, 0, true), new("CEA", CapabilitiesExchange, 0, false),
        new("DWR", DeviceWatchdog, 0, true), new("DWA", DeviceWatchdog, 0, false),
        new("DPR", DisconnectPeer, 0, true), new("DPA", DisconnectPeer, 0, false),
        new("ECR", MeIdentityCheck, S13, true), new("ECA", MeIdentityCheck, S13, false),
    ];

    /// <summary>The kind of that name; null when there is none.</summary>
    public static MessageKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);

    /// <summary>What to call a message in a report.</summary>
    public static string NameOf(uint command, bool isRequest) =>
        All.FirstOrDefault(kind => kind.Command == command && kind.IsRequest == isRequest)?.Name ?? $"{(isRequest ? "request" : "answer")} {command}";
}
