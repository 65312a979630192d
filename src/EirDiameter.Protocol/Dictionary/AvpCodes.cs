namespace EirDiameter.Protocol;

/// <summary>Codes of the AVPs this library reads or writes by name. Those of 3GPP are meant together with <see cref="Vendors.ThreeGpp"/>.</summary>
public static class AvpCodes
{
    /// <summary>User-Name.</summary>
    public const uint UserName = 1;

    /// <summary>Session-Timeout.</summary>
    public const uint SessionTimeout = 27;

    /// <summary>Proxy-State.</summary>
    public const uint ProxyState = 33;

    /// <summary>Event-Timestamp.</summary>
    public const uint EventTimestamp = 55;

    /// <summary>Host-IP-Address.</summary>
    public const uint HostIpAddress = 257;

    /// <summary>Auth-Application-Id.</summary>
    public const uint AuthApplicationId = 258;

    /// <summary>Acct-Application-Id.</summary>
    public const uint AcctApplicationId = 259;

    /// <summary>Vendor-Specific-Application-Id.</summary>
    public const uint VendorSpecificApplicationId = 260;

    /// <summary>Session-Id.</summary>
    public const uint SessionId = 263;

    /// <summary>Origin-Host.</summary>
    public const uint OriginHost = 264;

    /// <summary>Supported-Vendor-Id.</summary>
    public const uint SupportedVendorId = 265;

    /// <summary>Vendor-Id.</summary>
    public const uint VendorId = 266;

    /// <summary>Firmware-Revision.</summary>
    public const uint FirmwareRevision = 267;

    /// <summary>Result-Code.</summary>
    public const uint ResultCode = 268;

    /// <summary>Product-Name.</summary>
    public const uint ProductName = 269;

    /// <summary>Disconnect-Cause.</summary>
    public const uint DisconnectCause = 273;

    /// <summary>Auth-Session-State.</summary>
    public const uint AuthSessionState = 277;

    /// <summary>Origin-State-Id.</summary>
    public const uint OriginStateId = 278;

    /// <summary>Failed-AVP.</summary>
    public const uint FailedAvp = 279;

    /// <summary>Proxy-Host.</summary>
    public const uint ProxyHost = 280;

    /// <summary>Error-Message.</summary>
    public const uint ErrorMessage = 281;

    /// <summary>Route-Record.</summary>
    public const uint RouteRecord = 282;

    /// <summary>Destination-Realm.</summary>
    public const uint DestinationRealm = 283;

    /// <summary>Proxy-Info.</summary>
    public const uint ProxyInfo = 284;

    /// <summary>Authorization-Lifetime.</summary>
    public const uint AuthorizationLifetime = 291;

    /// <summary>Redirect-Host.</summary>
    public const uint RedirectHost = 292;

    /// <summary>Destination-Host.</summary>
    public const uint DestinationHost = 293;

    /// <summary>Error-Reporting-Host.</summary>
    public const uint ErrorReportingHost = 294;

    /// <summary>Origin-Realm.</summary>
    public const uint OriginRealm = 296;

    /// <summary>Experimental-Result.</summary>
    public const uint ExperimentalResult = 297;

    /// <summary>Experimental-Result-Code.</summary>
    public const uint ExperimentalResultCode = 298;

    /// <summary>Inband-Security-Id.</summary>
    public const uint InbandSecurityId = 299;

    /// <summary>DRMP.</summary>
    public const uint Drmp = 301;

    /// <summary>OC-Supported-Features.</summary>
    public const uint OcSupportedFeatures = 621;

    /// <summary>OC-Feature-Vector.</summary>
    public const uint OcFeatureVector = 622;

    /// <summary>OC-OLR.</summary>
    public const uint OcOlr = 623;

    /// <summary>OC-Sequence-Number.</summary>
    public const uint OcSequenceNumber = 624;

    /// <summary>OC-Validity-Duration.</summary>
    public const uint OcValidityDuration = 625;

    /// <summary>OC-Report-Type.</summary>
    public const uint OcReportType = 626;

    /// <summary>OC-Reduction-Percentage.</summary>
    public const uint OcReductionPercentage = 627;

    /// <summary>SourceID.</summary>
    public const uint SourceId = 649;

    /// <summary>Load.</summary>
    public const uint Load = 650;

    /// <summary>Load-Type.</summary>
    public const uint LoadType = 651;

    /// <summary>Load-Value.</summary>
    public const uint LoadValue = 652;

    /// <summary>Supported-Features (3GPP).</summary>
    public const uint SupportedFeatures = 628;

    /// <summary>Feature-List-ID (3GPP).</summary>
    public const uint FeatureListId = 629;

    /// <summary>Feature-List (3GPP).</summary>
    public const uint FeatureList = 630;

    /// <summary>MSISDN (3GPP).</summary>
    public const uint Msisdn = 701;

    /// <summary>Terminal-Information (3GPP).</summary>
    public const uint TerminalInformation = 1401;

    /// <summary>IMEI (3GPP).</summary>
    public const uint Imei = 1402;

    /// <summary>Software-Version (3GPP).</summary>
    public const uint SoftwareVersion = 1403;

    /// <summary>Equipment-Status (3GPP).</summary>
    public const uint EquipmentStatus = 1445;

    /// <summary>3GPP2-MEID (3GPP).</summary>
    public const uint Meid = 1471;

    /// <summary>E-UTRAN-Cell-Global-Identity (3GPP).</summary>
    public const uint EUtranCellGlobalIdentity = 1602;
}
