namespace EirDiameter.Node.N17.Access;

/// <summary>What an access token is good for.</summary>
internal enum AccessVerdict
{
    /// <summary>It opens the service.</summary>
    Granted,

    /// <summary>There is none.</summary>
    Missing,

    /// <summary>It is not one of ours, or not any more.</summary>
    Invalid,

    /// <summary>It is good, but for other services.</summary>
    InsufficientScope,

    /// <summary>No key is known yet to check it with.</summary>
    NoKeys,
}
