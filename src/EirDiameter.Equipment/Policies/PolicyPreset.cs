namespace EirDiameter.Equipment;

/// <summary>
/// A policy by name. All of them agree on pairs, ranges and precedence; they differ in what being on some lists, or on none, means.
/// </summary>
/// <remarks>
/// Response types 1 to 3 are those of Oracle's EIR ("Logic for IMEIs in Multiple Lists", EIR User's Guide). Documented in words
/// there: type 3 makes black equipment that is not also white unknown, and types 1 and 2 keep it black unless the IMSI matches.
/// </remarks>
public enum PolicyPreset : byte
{
    /// <summary>A listing is what it says; unlisted equipment is unknown. The default.</summary>
    StandardUnknown,

    /// <summary>A listing is what it says; unlisted equipment is white (permissive, ITU-T Q Suppl. 73).</summary>
    AllowUnlessListed,

    /// <summary>A listing is what it says; unlisted equipment is black (restrictive, ITU-T Q Suppl. 73).</summary>
    DenyUnlessPermitted,

    /// <summary>Oracle's type 1: unlisted equipment is white.</summary>
    ResponseType1,

    /// <summary>Oracle's type 2: unlisted equipment is unknown.</summary>
    ResponseType2,

    /// <summary>Oracle's type 3: whatever is not white-listed is unknown, listed or not.</summary>
    ResponseType3,
}
