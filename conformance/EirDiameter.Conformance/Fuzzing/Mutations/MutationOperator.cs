namespace EirDiameter.Conformance.Fuzzing.Mutations;

/// <summary>What can be done to a message.</summary>
internal enum MutationOperator
{
    /// <summary>Another version than 1.</summary>
    Version,

    /// <summary>The length field says more than there is.</summary>
    LengthUp,

    /// <summary>The length field says less than there is.</summary>
    LengthDown,

    /// <summary>Other flags, reserved ones among them.</summary>
    HeaderFlags,

    /// <summary>Another command code.</summary>
    CommandCode,

    /// <summary>Another application.</summary>
    ApplicationId,

    /// <summary>Other identifiers, possibly those of another mutation too.</summary>
    Identifiers,

    /// <summary>Another AVP code.</summary>
    AvpCode,

    /// <summary>Other AVP flags; with V the vendor field comes or goes.</summary>
    AvpFlags,

    /// <summary>A false AVP length.</summary>
    AvpLength,

    /// <summary>Another vendor.</summary>
    AvpVendor,

    /// <summary>Padding that is not zero.</summary>
    PaddingOctets,

    /// <summary>No padding where there must be some.</summary>
    PaddingMissing,

    /// <summary>An AVP less.</summary>
    AvpDropped,

    /// <summary>An AVP twice or more often.</summary>
    AvpDuplicated,

    /// <summary>AVPs in another order.</summary>
    AvpsReordered,

    /// <summary>An AVP in a group where it does not belong, many groups deep, or out of its group.</summary>
    AvpNested,

    /// <summary>An AVP more, known or unknown.</summary>
    AvpAdded,

    /// <summary>Another value, as the AVP's type makes it interesting.</summary>
    Value,

    /// <summary>A value of another size: nothing, too little, far too much.</summary>
    ValueSize,

    /// <summary>The end is missing.</summary>
    Truncated,

    /// <summary>Something follows.</summary>
    Appended,

    /// <summary>In several writes.</summary>
    SplitWrites,

    /// <summary>Some bits changed.</summary>
    BitFlips,

    /// <summary>Octets more, anywhere.</summary>
    OctetsInserted,

    /// <summary>Octets less, anywhere.</summary>
    OctetsRemoved,
}
