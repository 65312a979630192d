namespace EirDiameter.Conformance.Tests.FaultyEir;

/// <summary>What a <see cref="FaultyServer"/> can be made to get wrong. Each is a mistake that real servers have made or could make.</summary>
public enum Fault
{
    /// <summary>A protocol error without the E flag, RFC 6733 7.1.3.</summary>
    ErrorFlagMissing,

    /// <summary>A permanent failure with the E flag though its grammar could be kept, RFC 6733 7.2.</summary>
    ErrorFlagInPermanentFailure,

    /// <summary>The P flag is set whatever the request has, RFC 6733 6.2.</summary>
    ProxiableFlagAlways,

    /// <summary>The P flag is never set, RFC 6733 6.2.</summary>
    ProxiableFlagNever,

    /// <summary>The T flag of the request is copied, RFC 6733 3.</summary>
    RetransmissionFlagCopied,

    /// <summary>Reserved flags of the request are copied, RFC 6733 3.</summary>
    ReservedFlagsCopied,

    /// <summary>The Hop-by-Hop Identifier is read as a signed number and loses its highest bit, RFC 6733 3.</summary>
    HopByHopTruncated,

    /// <summary>The End-to-End Identifier is the server's own, RFC 6733 6.2.</summary>
    EndToEndOwn,

    /// <summary>The answer to an unknown application has application 0, RFC 6733 6.2.</summary>
    ApplicationZeroInError,

    /// <summary>Proxy-Infos come back in reverse order, RFC 6733 6.2.</summary>
    ProxyInfoReversed,

    /// <summary>Proxy-Infos do not come back in errors, RFC 6733 6.2.</summary>
    ProxyInfoMissingInErrors,

    /// <summary>Of several Proxy-Infos only the first comes back, RFC 6733 6.2.</summary>
    ProxyInfoFirstOnly,

    /// <summary>Route-Records are copied into the answer, RFC 6733 6.2.</summary>
    RouteRecordCopied,

    /// <summary>Destination-Realm is copied into the answer, RFC 6733 6.2.</summary>
    DestinationCopied,

    /// <summary>Session-Id is not the first AVP, RFC 6733 8.8.</summary>
    SessionIdLast,

    /// <summary>Session-Id is left out of errors, RFC 6733 6.2.</summary>
    SessionIdMissingInErrors,

    /// <summary>Origin-Host is the request's, RFC 6733 6.3.</summary>
    OriginHostEchoed,

    /// <summary>Auth-Session-State is left out, which means STATE_MAINTAINED, RFC 6733 8.11.</summary>
    SessionStateMissing,

    /// <summary>5422 in Result-Code, TS 29.272 7.4.</summary>
    UnknownInResultCode,

    /// <summary>5422 beside a Result-Code of success, TS 29.272 6.2.1.1.</summary>
    UnknownBesideSuccess,

    /// <summary>Experimental-Result without its vendor, RFC 6733 7.6.</summary>
    ExperimentalWithoutVendor,

    /// <summary>Black is answered with a failure in place of success, TS 29.272 6.2.1.3.</summary>
    BlackIsFailure,

    /// <summary>Equipment-Status without the V flag and vendor, TS 29.272 7.3.51.</summary>
    StatusWithoutVendor,

    /// <summary>Equipment-Status without the M flag, TS 29.272 7.3.1.</summary>
    StatusNotMandatory,

    /// <summary>Equipment-Status in errors too, TS 29.272 6.2.1.3.</summary>
    StatusInErrors,

    /// <summary>Grey and black change places, TS 29.272 7.3.51.</summary>
    GreyAndBlackSwapped,

    /// <summary>The fifteenth digit is part of the key, TS 29.272 7.3.4.</summary>
    CheckDigitInKey,

    /// <summary>An IMEI whose check digit does not fit is refused, TS 23.003 6.2.1.</summary>
    CheckDigitVerified,

    /// <summary>Unlisted equipment is white though the operator wants to know it, TS 29.272 6.2.1.3.</summary>
    UnlistedIsWhite,

    /// <summary>A malformed IMEI is looked up as it is, RFC 6733 7.1.5.</summary>
    MalformedImeiLookedUp,

    /// <summary>Of two IMEIs the first is taken, RFC 6733 7.1.5.</summary>
    SecondImeiIgnored,

    /// <summary>AVPs are told by their codes alone, RFC 6733 4.1.</summary>
    VendorIgnored,

    /// <summary>A User-Name lifts black whoever it is, TS 29.272 6.2.1.3.</summary>
    AnyImsiLiftsBlack,

    /// <summary>Listings are valid though they have expired, TS 29.272 6.2.1.3.</summary>
    ExpiryIgnored,

    /// <summary>The last of a range is not in it.</summary>
    RangeEndMissing,

    /// <summary>Failed-AVP is left out, RFC 6733 7.1.5.</summary>
    FailedAvpMissing,

    /// <summary>Failed-AVP holds the inner AVP without its group, RFC 6733 7.5.</summary>
    FailedAvpWithoutGroup,

    /// <summary>The example of a missing AVP is not zeros, RFC 6733 7.5.</summary>
    FailedAvpExampleNotZero,

    /// <summary>Unknown AVPs with the M flag are passed over, RFC 6733 4.1.</summary>
    UnknownMandatoryIgnored,

    /// <summary>Unknown AVPs without the M flag are refused, RFC 6733 4.1.</summary>
    UnknownOptionalRefused,

    /// <summary>Unknown commands are not answered, RFC 6733 7.1.3.</summary>
    UnknownCommandSilent,

    /// <summary>Unknown applications cost the connection, RFC 6733 7.1.3.</summary>
    UnknownApplicationCloses,

    /// <summary>Requests with the E flag are served, RFC 6733 7.1.3.</summary>
    ErrorFlagInRequestServed,

    /// <summary>Answers are answered, RFC 6733 7.</summary>
    AnswersAnswered,

    /// <summary>Other versions are served, RFC 6733 7.1.5.</summary>
    VersionIgnored,

    /// <summary>Destination-Host is not looked at, RFC 6733 6.1.4.</summary>
    DestinationHostIgnored,

    /// <summary>Destination-Realm is not looked at, RFC 6733 6.1.4.</summary>
    DestinationRealmIgnored,

    /// <summary>Host names are compared with case, RFC 6733 4.3.1.</summary>
    HostWithCase,

    /// <summary>Vendor-Specific-Application-Id must be there, TS 29.272 7.2.19.</summary>
    ApplicationDemanded,

    /// <summary>A missing AVP ends the connection, RFC 6733 7.1.5.</summary>
    MissingAvpCloses,

    /// <summary>A bad AVP length ends the process of answering without a word, RFC 6733 7.1.5.</summary>
    BadLengthSilent,

    /// <summary>One message for each read: what else came with it is lost, RFC 6733 2.1.</summary>
    SecondInSegmentLost,

    /// <summary>A message that comes in pieces is taken for garbage, RFC 6733 2.1.</summary>
    SplitMessageLost,

    /// <summary>Each request is answered twice, RFC 6733 6.2.</summary>
    AnsweredTwice,

    /// <summary>A request that repeats an End-to-End Identifier is dropped, RFC 6733 3.</summary>
    DuplicatesDropped,

    /// <summary>Requests before the CER are served, RFC 6733 5.6.1.</summary>
    ServedBeforeCer,

    /// <summary>Peers without a common application come in, RFC 6733 5.3.</summary>
    NoCommonApplicationAccepted,

    /// <summary>The relay application is not one in common, RFC 6733 5.3.</summary>
    RelayRefused,

    /// <summary>A bare Auth-Application-Id is not looked at, RFC 6733 5.3.</summary>
    BareApplicationRefused,

    /// <summary>A CEA without Host-IP-Address, RFC 6733 5.3.2.</summary>
    AddressMissing,

    /// <summary>A CEA advertises S13 without its vendor's group, TS 29.272 7.1.7.</summary>
    ApplicationAdvertisedBare,

    /// <summary>Product-Name with the M flag, RFC 6733 5.3.7.</summary>
    ProductNameMandatory,

    /// <summary>A connection without a CER stays for ever, RFC 6733 5.6.1.</summary>
    CerNotTimed,

    /// <summary>DWRs are not answered, RFC 6733 5.5.</summary>
    WatchdogUnanswered,

    /// <summary>No DWR is ever sent, RFC 3539 3.4.1.</summary>
    WatchdogNotSent,

    /// <summary>DWRs are sent by a fixed period, whatever traffic there is, RFC 3539 3.4.1.</summary>
    WatchdogByFixedPeriod,

    /// <summary>The interval does not vary, RFC 3539 3.4.1.</summary>
    WatchdogWithoutJitter,

    /// <summary>The connection is closed at the first DWR that is not answered, RFC 3539 3.4.1.</summary>
    WatchdogHasty,

    /// <summary>The connection is never closed however many DWRs are not answered, RFC 3539 3.4.1.</summary>
    WatchdogNeverCloses,

    /// <summary>Origin-State-Id is another one in each message, RFC 6733 8.16.</summary>
    StateIdChanges,

    /// <summary>A DPR is not answered, RFC 6733 5.4.</summary>
    DisconnectUnanswered,

    /// <summary>The DPA is followed by the server's own close, RFC 6733 5.4.</summary>
    DisconnectClosedByAnswerer,

    /// <summary>On its stop the server closes without a DPR, RFC 6733 5.4.</summary>
    StopWithoutDisconnect,

    /// <summary>Garbage ends all connections, RFC 6733 5.6.</summary>
    GarbageEndsAll,
}
