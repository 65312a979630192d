namespace EirDiameter.Conformance.Fuzzing.Mutations;

/// <summary>What a mutation was before it was mutated.</summary>
internal enum FuzzKind
{
    /// <summary>Capabilities-Exchange-Request, RFC 6733 5.3.1.</summary>
    CER,

    /// <summary>Capabilities-Exchange-Answer, RFC 6733 5.3.2; nobody asked for it.</summary>
    CEA,

    /// <summary>Device-Watchdog-Request, RFC 6733 5.5.1.</summary>
    DWR,

    /// <summary>Device-Watchdog-Answer, RFC 6733 5.5.2; asked for in <see cref="FuzzState.Watchdog"/> alone.</summary>
    DWA,

    /// <summary>Disconnect-Peer-Request, RFC 6733 5.4.1.</summary>
    DPR,

    /// <summary>Disconnect-Peer-Answer, RFC 6733 5.4.2; nobody asked for it.</summary>
    DPA,

    /// <summary>ME-Identity-Check-Request, TS 29.272 7.2.19.</summary>
    ECR,

    /// <summary>ME-Identity-Check-Answer, TS 29.272 7.2.20; nobody asked for it.</summary>
    ECA,

    /// <summary>A command that S13 and the base protocol do not have.</summary>
    Command,

    /// <summary>A message of another application.</summary>
    Application,
}

/// <summary>The state that the target's peer state machine (RFC 6733 5.6) is in when a mutation comes.</summary>
internal enum FuzzState
{
    /// <summary>Connected, and no CER yet: the mutation is the first message.</summary>
    Before,

    /// <summary>R-Open. A CER is then the second one on its connection.</summary>
    Open,

    /// <summary>Closing: our DPR went before.</summary>
    Closing,

    /// <summary>A second connection has come with the same Origin-Host: the target may have a DWR pending on this one to see whether it lives.</summary>
    Watchdog,
}

/// <summary>A kind in a state.</summary>
internal readonly record struct FuzzPlace(FuzzKind Kind, FuzzState State)
{
    /// <inheritdoc/>
    public override string ToString() => $"{NameOf(Kind)}@{NameOf(State)}";

    /// <summary>A kind as it is typed.</summary>
    public static string NameOf(FuzzKind kind) => kind is FuzzKind.Command or FuzzKind.Application ? NameOf((Enum)kind) : kind.ToString();

    /// <summary>A state as it is typed.</summary>
    public static string NameOf(FuzzState state) => NameOf((Enum)state);

    private static string NameOf(Enum value) => value.ToString().ToLowerInvariant();
}
