namespace EirDiameter.Conformance.Tests.FaultyEir;

/// <summary>What a <see cref="FaultyServer"/> is.</summary>
internal sealed record EirSettings
{
    public string OriginHost { get; init; } = "eir.epc.mnc001.mcc001.3gppnetwork.org";

    public string OriginRealm { get; init; } = "epc.mnc001.mcc001.3gppnetwork.org";

    public TimeSpan Watchdog { get; init; } = TimeSpan.FromSeconds(2);

    public TimeSpan Jitter { get; init; } = TimeSpan.FromSeconds(0.5);

    public TimeSpan Capabilities { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a peer that said goodbye may stay.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a connection has to show that it lives when its peer comes on another.</summary>
    public TimeSpan Probe { get; init; } = TimeSpan.FromSeconds(1);

    public required EquipmentLists Lists { get; init; }
}
