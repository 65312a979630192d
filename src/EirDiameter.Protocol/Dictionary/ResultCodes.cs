namespace EirDiameter.Protocol;

/// <summary>Values of Result-Code, RFC 6733 7.1, and of Experimental-Result-Code where said so.</summary>
public static class ResultCodes
{
    /// <summary>DIAMETER_SUCCESS.</summary>
    public const uint Success = 2001;

    /// <summary>DIAMETER_COMMAND_UNSUPPORTED.</summary>
    public const uint CommandUnsupported = 3001;

    /// <summary>DIAMETER_UNABLE_TO_DELIVER.</summary>
    public const uint UnableToDeliver = 3002;

    /// <summary>DIAMETER_REALM_NOT_SERVED.</summary>
    public const uint RealmNotServed = 3003;

    /// <summary>DIAMETER_TOO_BUSY.</summary>
    public const uint TooBusy = 3004;

    /// <summary>DIAMETER_LOOP_DETECTED.</summary>
    public const uint LoopDetected = 3005;

    /// <summary>DIAMETER_REDIRECT_INDICATION.</summary>
    public const uint RedirectIndication = 3006;

    /// <summary>DIAMETER_APPLICATION_UNSUPPORTED.</summary>
    public const uint ApplicationUnsupported = 3007;

    /// <summary>DIAMETER_INVALID_HDR_BITS.</summary>
    public const uint InvalidHeaderBits = 3008;

    /// <summary>DIAMETER_INVALID_AVP_BITS.</summary>
    public const uint InvalidAvpBits = 3009;

    /// <summary>DIAMETER_UNKNOWN_PEER.</summary>
    public const uint UnknownPeer = 3010;

    /// <summary>DIAMETER_OUT_OF_SPACE.</summary>
    public const uint OutOfSpace = 4002;

    /// <summary>ELECTION_LOST.</summary>
    public const uint ElectionLost = 4003;

    /// <summary>DIAMETER_AVP_UNSUPPORTED.</summary>
    public const uint AvpUnsupported = 5001;

    /// <summary>DIAMETER_UNKNOWN_SESSION_ID.</summary>
    public const uint UnknownSessionId = 5002;

    /// <summary>DIAMETER_AUTHORIZATION_REJECTED.</summary>
    public const uint AuthorizationRejected = 5003;

    /// <summary>DIAMETER_INVALID_AVP_VALUE.</summary>
    public const uint InvalidAvpValue = 5004;

    /// <summary>DIAMETER_MISSING_AVP.</summary>
    public const uint MissingAvp = 5005;

    /// <summary>DIAMETER_RESOURCES_EXCEEDED.</summary>
    public const uint ResourcesExceeded = 5006;

    /// <summary>DIAMETER_CONTRADICTING_AVPS.</summary>
    public const uint ContradictingAvps = 5007;

    /// <summary>DIAMETER_AVP_NOT_ALLOWED.</summary>
    public const uint AvpNotAllowed = 5008;

    /// <summary>DIAMETER_AVP_OCCURS_TOO_MANY_TIMES.</summary>
    public const uint AvpOccursTooManyTimes = 5009;

    /// <summary>DIAMETER_NO_COMMON_APPLICATION.</summary>
    public const uint NoCommonApplication = 5010;

    /// <summary>DIAMETER_UNSUPPORTED_VERSION.</summary>
    public const uint UnsupportedVersion = 5011;

    /// <summary>DIAMETER_UNABLE_TO_COMPLY.</summary>
    public const uint UnableToComply = 5012;

    /// <summary>DIAMETER_INVALID_BIT_IN_HEADER.</summary>
    public const uint InvalidBitInHeader = 5013;

    /// <summary>DIAMETER_INVALID_AVP_LENGTH.</summary>
    public const uint InvalidAvpLength = 5014;

    /// <summary>DIAMETER_INVALID_MESSAGE_LENGTH.</summary>
    public const uint InvalidMessageLength = 5015;

    /// <summary>DIAMETER_INVALID_AVP_BIT_COMBO.</summary>
    public const uint InvalidAvpBitCombo = 5016;

    /// <summary>DIAMETER_NO_COMMON_SECURITY.</summary>
    public const uint NoCommonSecurity = 5017;

    /// <summary>DIAMETER_ERROR_EQUIPMENT_UNKNOWN, TS 29.272 7.4.3.6: only in Experimental-Result with vendor 10415, never in Result-Code.</summary>
    public const uint EquipmentUnknown = 5422;

    /// <summary>True for the protocol errors, 3xxx: the only ones that set the E bit, RFC 6733 7.1.3.</summary>
    public static bool IsProtocolError(uint resultCode) => resultCode is >= 3000 and < 4000;

    /// <summary>The name as the standards write it, or the number.</summary>
    public static string NameOf(uint resultCode) => resultCode switch
    {
        Success => "DIAMETER_SUCCESS",
        CommandUnsupported => "DIAMETER_COMMAND_UNSUPPORTED",
        UnableToDeliver => "DIAMETER_UNABLE_TO_DELIVER",
        RealmNotServed => "DIAMETER_REALM_NOT_SERVED",
        TooBusy => "DIAMETER_TOO_BUSY",
        LoopDetected => "DIAMETER_LOOP_DETECTED",
        RedirectIndication => "DIAMETER_REDIRECT_INDICATION",
        ApplicationUnsupported => "DIAMETER_APPLICATION_UNSUPPORTED",
        InvalidHeaderBits => "DIAMETER_INVALID_HDR_BITS",
        InvalidAvpBits => "DIAMETER_INVALID_AVP_BITS",
        UnknownPeer => "DIAMETER_UNKNOWN_PEER",
        OutOfSpace => "DIAMETER_OUT_OF_SPACE",
        ElectionLost => "ELECTION_LOST",
        AvpUnsupported => "DIAMETER_AVP_UNSUPPORTED",
        UnknownSessionId => "DIAMETER_UNKNOWN_SESSION_ID",
        AuthorizationRejected => "DIAMETER_AUTHORIZATION_REJECTED",
        InvalidAvpValue => "DIAMETER_INVALID_AVP_VALUE",
        MissingAvp => "DIAMETER_MISSING_AVP",
        ResourcesExceeded => "DIAMETER_RESOURCES_EXCEEDED",
        ContradictingAvps => "DIAMETER_CONTRADICTING_AVPS",
        AvpNotAllowed => "DIAMETER_AVP_NOT_ALLOWED",
        AvpOccursTooManyTimes => "DIAMETER_AVP_OCCURS_TOO_MANY_TIMES",
        NoCommonApplication => "DIAMETER_NO_COMMON_APPLICATION",
        UnsupportedVersion => "DIAMETER_UNSUPPORTED_VERSION",
        UnableToComply => "DIAMETER_UNABLE_TO_COMPLY",
        InvalidBitInHeader => "DIAMETER_INVALID_BIT_IN_HEADER",
        InvalidAvpLength => "DIAMETER_INVALID_AVP_LENGTH",
        InvalidMessageLength => "DIAMETER_INVALID_MESSAGE_LENGTH",
        InvalidAvpBitCombo => "DIAMETER_INVALID_AVP_BIT_COMBO",
        NoCommonSecurity => "DIAMETER_NO_COMMON_SECURITY",
        EquipmentUnknown => "DIAMETER_ERROR_EQUIPMENT_UNKNOWN",
        _ => resultCode.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}
