namespace EirDiameter.Equipment;

/// <summary>The answer. White, black and grey have the values of Equipment-Status (TS 29.272 7.3.51).</summary>
public enum EquipmentStatus : byte
{
    /// <summary>May be used.</summary>
    White = 0,

    /// <summary>May not be used.</summary>
    Black = 1,

    /// <summary>May be used and is watched.</summary>
    Grey = 2,

    /// <summary>Not known: DIAMETER_ERROR_EQUIPMENT_UNKNOWN, without Equipment-Status (TS 29.272 7.4.3.6).</summary>
    Unknown = 3,
}

/// <summary>Which rule decided.</summary>
public enum DecisionBasis : byte
{
    /// <summary>The operator answers everything alike.</summary>
    GlobalOverride,

    /// <summary>The subscriber lies in a configured range.</summary>
    ImsiRange,

    /// <summary>A listing of the pair of equipment and subscriber.</summary>
    Pair,

    /// <summary>The equipment is blocked, and a white listing of the pair lets this subscriber use it all the same.</summary>
    BlackAllowedByPair,

    /// <summary>A listing of the equipment.</summary>
    Equipment,

    /// <summary>A listing of a range of keys.</summary>
    Range,

    /// <summary>A listing of the TAC.</summary>
    Tac,

    /// <summary>The maker declared what it produced, completely, and this is not among it.</summary>
    Produced,

    /// <summary>The equipment's identity is missing or unreadable.</summary>
    Malformed,

    /// <summary>The TAC is one of test equipment.</summary>
    TestTac,

    /// <summary>Nothing speaks of the equipment.</summary>
    Unlisted,

    /// <summary>The listings could not be read, or not all of them.</summary>
    StoreUnavailable,
}

/// <summary>What the policy made of the listings.</summary>
/// <param name="Status">The answer; <see cref="EquipmentStatus.Unknown"/> if <paramref name="IsError"/>.</param>
/// <param name="Basis">The rule that decided.</param>
/// <param name="Feed">Number of the feed whose listing decided; <see cref="NoFeed"/> if none did.</param>
/// <param name="Listing">The listing that decided; default if none did.</param>
/// <param name="IsError">
/// Whether to answer with an error instead of a status: for <see cref="DecisionBasis.Malformed"/> Result-Code 5004 (5005 if the
/// identity is absent), for <see cref="DecisionBasis.StoreUnavailable"/> 5012 (RFC 6733 7.1.5).
/// </param>
public readonly record struct Decision(EquipmentStatus Status, DecisionBasis Basis, byte Feed, Listing Listing, bool IsError = false)
{
    /// <summary>The value of <see cref="Feed"/> when no feed decided.</summary>
    public const byte NoFeed = 255;

    /// <summary>Whether a listing decided, so that <see cref="Feed"/> and <see cref="Listing"/> mean something.</summary>
    public bool HasListing => Feed != NoFeed;
}
