namespace EirDiameter.Protocol;

/// <summary>
/// Why a request is refused, and what its answer needs for the Failed-AVP. The default value means: no fault.
/// </summary>
/// <remarks>
/// Faults that name octets of the request are good only together with the request they came from. The rows are those of the
/// order of checks: of several faults the one with the lowest row is reported, RFC 6733 7.
/// </remarks>
public readonly struct Fault
{
    private Fault(uint resultCode, byte row, FailedAvp first = default, FailedAvp second = default, uint groupCode = 0, uint groupVendorId = 0)
    {
        ResultCode = resultCode;
        Row = row;
        First = first;
        Second = second;
        GroupCode = groupCode;
        GroupVendorId = groupVendorId;
    }

    /// <summary>Result-Code of the answer; 0 when there is no fault.</summary>
    public uint ResultCode { get; }

    /// <summary>Row in the order of checks, 1 to 23; 0 for faults that have no place in it.</summary>
    public byte Row { get; }

    /// <summary>True when there is no fault.</summary>
    public bool IsNone => ResultCode == 0;

    /// <summary>True when the answer sets the E bit and follows the answer-message grammar: exactly the 3xxx, RFC 6733 7.1.3 and 7.2.</summary>
    public bool ErrorBit => ResultCodes.IsProtocolError(ResultCode);

    /// <summary>True when the answer carries a Failed-AVP.</summary>
    public bool HasFailedAvp => First.Kind != FailedAvpKind.None;

    /// <summary>Code of the AVP at fault; 0 if none is named.</summary>
    public uint AvpCode => First.Code;

    /// <summary>Vendor of the AVP at fault.</summary>
    public uint AvpVendorId => First.VendorId;

    /// <summary>Code of the Grouped AVP in which the AVP at fault stands; 0 if it stands in none.</summary>
    public uint GroupCode { get; }

    /// <summary>Vendor of that Grouped AVP.</summary>
    public uint GroupVendorId { get; }

    internal FailedAvp First { get; }

    internal FailedAvp Second { get; }

    /// <summary>Row 5, 3007: the application is not served here.</summary>
    public static Fault ApplicationUnsupported => new(ResultCodes.ApplicationUnsupported, 5);

    /// <summary>Row 6, 3001: the application is served, the command is not.</summary>
    public static Fault CommandUnsupported => new(ResultCodes.CommandUnsupported, 6);

    /// <summary>Row 10, 3002: addressed to another host, and there is no route to it.</summary>
    public static Fault UnableToDeliver => new(ResultCodes.UnableToDeliver, 10);

    /// <summary>Row 13, 5003: this peer, or the way the request came, is not authorised for the application (RFC 6733 2.9).</summary>
    public static Fault AuthorizationRejected => new(ResultCodes.AuthorizationRejected, 13);

    /// <summary>Row 20, 3004: overload; the client may try another server.</summary>
    public static Fault TooBusy => new(ResultCodes.TooBusy, 20);

    /// <summary>Row 20, 5012: overload; trying again elsewhere has no use.</summary>
    public static Fault Overloaded => new(ResultCodes.UnableToComply, 20);

    /// <summary>Row 21, 5012: the request is sound, but the node cannot decide it.</summary>
    public static Fault UnableToComply => new(ResultCodes.UnableToComply, 21);

    /// <summary>Row 22, 5006: a quota of the client is used up.</summary>
    public static Fault ResourcesExceeded => new(ResultCodes.ResourcesExceeded, 22);

    /// <summary>3010, CEA only: the peer is not known here.</summary>
    public static Fault UnknownPeer => new(ResultCodes.UnknownPeer, 0);

    /// <summary>5010, CEA only: no application in common.</summary>
    public static Fault NoCommonApplication => new(ResultCodes.NoCommonApplication, 0);

    /// <summary>5017, CEA only: no security mechanism in common.</summary>
    public static Fault NoCommonSecurity => new(ResultCodes.NoCommonSecurity, 0);

    /// <summary>4003, CEA only: this connection lost the election, RFC 6733 5.6.4.</summary>
    public static Fault ElectionLost => new(ResultCodes.ElectionLost, 0);

    /// <summary>Row 18, 5004: the IMEI of this request is none. Failed-AVP { Terminal-Information { IMEI } }, or a missing IMEI if there is none.</summary>
    public static Fault InvalidImei(in MeIdentityCheckRequest request) =>
        request.HasImei ? InvalidInTerminal(AvpCodes.Imei, request.ImeiOffset, request.Imei.Length) : MissingImei;

    /// <summary>Row 18, 5004: the MEID of this request is none. As <see cref="InvalidImei"/>.</summary>
    public static Fault InvalidMeid(in MeIdentityCheckRequest request) =>
        request.HasMeid ? InvalidInTerminal(AvpCodes.Meid, request.MeidOffset, request.Meid.Length) : MissingImei;

    /// <summary>Row 18, 5004: the User-Name of this request is no IMSI. Not a fault at all if there is none.</summary>
    public static Fault InvalidUserName(in MeIdentityCheckRequest request) =>
        request.HasUserName
            ? Copy(ResultCodes.InvalidAvpValue, 18, AvpCodes.UserName, 0, request.UserNameOffset - AvpHeader.Size, request.UserName.Length + AvpHeader.Size)
            : default;

    /// <summary>Row 17, 5005: Terminal-Information names no equipment. Failed-AVP { Terminal-Information { empty IMEI } }.</summary>
    public static Fault MissingImei => Missing(
        AvpCodes.Imei, Vendors.ThreeGpp, AvpCodes.TerminalInformation, Vendors.ThreeGpp);

    internal static Fault UnsupportedVersion => new(ResultCodes.UnsupportedVersion, 1);

    internal static Fault InvalidMessageLength => new(ResultCodes.InvalidMessageLength, 2);

    internal static Fault InvalidHeaderBits => new(ResultCodes.InvalidHeaderBits, 3);

    internal static Fault LoopDetected => new(ResultCodes.LoopDetected, 9);

    internal static Fault UnableToDeliverWithoutRealm => new(ResultCodes.UnableToDeliver, 11);

    internal static Fault RealmNotServed => new(ResultCodes.RealmNotServed, 12);

    /// <summary>A fault shown by an AVP of the request, copied as it is.</summary>
    internal static Fault Copy(uint resultCode, byte row, uint code, uint vendorId, int offset, int length, uint groupCode = 0, uint groupVendorId = 0) =>
        new(resultCode, row, FailedAvp.Copy(code, vendorId, offset, length), default, groupCode, groupVendorId);

    /// <summary>5014 for an AVP whose length cannot be: its header with zeros of the least size its type may have, RFC 6733 7.1.5.</summary>
    internal static Fault Unreadable(uint code, uint vendorId, AvpFlags flags, uint groupCode, uint groupVendorId) =>
        new(ResultCodes.InvalidAvpLength, 7, FailedAvp.Example(code, vendorId, flags), default, groupCode, groupVendorId);

    /// <summary>5005 with an example of what is missing: right code and vendor, zeros of the least size.</summary>
    internal static Fault Missing(uint code, uint vendorId, uint groupCode = 0, uint groupVendorId = 0) =>
        new(ResultCodes.MissingAvp, 17, FailedAvp.Example(code, vendorId), default, groupCode, groupVendorId);

    /// <summary>Row 23, 5005: neither application id; an example of both.</summary>
    internal static Fault MissingApplicationIds(uint groupCode) => new(
        ResultCodes.MissingAvp, 23, FailedAvp.Example(AvpCodes.AuthApplicationId, 0), FailedAvp.Example(AvpCodes.AcctApplicationId, 0), groupCode);

    /// <summary>Row 23, 5009: both application ids, as received.</summary>
    internal static Fault BothApplicationIds(FailedAvp auth, FailedAvp acct, uint groupCode) =>
        new(ResultCodes.AvpOccursTooManyTimes, 23, auth, acct, groupCode);

    /// <summary>Row 19, 5007: an application id that contradicts the header; beside it, what the header says.</summary>
    internal static Fault Contradicting(FailedAvp received, uint headerApplicationId, uint groupCode) =>
        new(ResultCodes.ContradictingAvps, 19, received, FailedAvp.OfValue(AvpCodes.AuthApplicationId, headerApplicationId), groupCode);

    private static Fault InvalidInTerminal(uint code, int dataOffset, int dataLength) => Copy(
        ResultCodes.InvalidAvpValue,
        18,
        code,
        Vendors.ThreeGpp,
        dataOffset - AvpHeader.VendorSize,
        dataLength + AvpHeader.VendorSize,
        AvpCodes.TerminalInformation,
        Vendors.ThreeGpp);
}
