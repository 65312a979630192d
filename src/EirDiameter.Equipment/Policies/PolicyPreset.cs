namespace EirDiameter.Equipment;

/// <summary>
/// A policy by name: what being on some lists, or on none, means.
/// </summary>
/// <remarks>
/// <para>Response types 1 to 3 imitate Oracle's EIR ("EIR List Determination" and table 2-2, "Logic for IMEIs in Multiple Lists", of
/// its User's Guide), each for one level of listings, the individual before the range:</para>
/// <code>
/// white grey black | type 1           | type 2           | type 3
///   -    -    -    | white        (2) | unknown      (2) | unknown      (2)
///   x    -    -    | white        (1) | white        (1) | white        (1)
///   -    x    -    | grey         (2) | grey         (2) | unknown      (2)
///   x    x    -    | grey         (2) | grey         (2) | grey         (2)
///   -    -    x    | black, IMSI  (1) | black, IMSI  (1) | unknown      (1)
///   x    -    x    | black, IMSI  (1) | black, IMSI  (1) | black, IMSI  (1)
///   -    x    x    | black, IMSI  (1) | black, IMSI  (1) | unknown      (1)
///   x    x    x    | black, IMSI  (1) | black, IMSI  (1) | black, IMSI  (1)
/// </code>
/// <para>"black, IMSI": black, unless the subscriber matches; then <see cref="PolicyOptions.BlackWithPair"/> (their eirDefImsiResp,
/// white by default). A match changes no other cell. (1) follows from the guide's words. (2) could not be checked against the table
/// itself: it is how the types are commonly described, and how grey follows from what is written of black.</para>
/// <para>Beyond Oracle, whose subscribers belong to listed equipment: a white pair also lifts a black range, a white pair of equipment
/// that is not listed at all allows it, and black and grey pairs mean what they say.</para>
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
