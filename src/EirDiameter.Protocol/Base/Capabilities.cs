using System.Net;

namespace EirDiameter.Protocol;

/// <summary>What a peer says of itself in CER or CEA, RFC 6733 5.3. The lists are as long as its message allows.</summary>
public sealed class Capabilities
{
    private const uint NoInbandSecurity = 0;
    private const uint InbandTls = 1;

    private readonly List<IPAddress> _hostAddresses = [];
    private readonly List<uint> _supportedVendorIds = [];
    private readonly List<uint> _applicationIds = [];
    private readonly List<VendorApplication> _vendorApplications = [];
    private readonly List<uint> _inbandSecurityIds = [];

    private Capabilities(DiameterHeader header) => Header = header;

    /// <summary>The header of the message.</summary>
    public DiameterHeader Header { get; }

    /// <summary>Origin-Host.</summary>
    public string OriginHost { get; private set; } = "";

    /// <summary>Origin-Realm.</summary>
    public string OriginRealm { get; private set; } = "";

    /// <summary>Host-IP-Address, one for each address of the peer.</summary>
    public IReadOnlyList<IPAddress> HostAddresses => _hostAddresses;

    /// <summary>Vendor-Id: the maker of the peer.</summary>
    public uint VendorId { get; private set; }

    /// <summary>Product-Name.</summary>
    public string ProductName { get; private set; } = "";

    /// <summary>Firmware-Revision; null if absent.</summary>
    public uint? FirmwareRevision { get; private set; }

    /// <summary>Origin-State-Id; null if absent.</summary>
    public uint? OriginStateId { get; private set; }

    /// <summary>Supported-Vendor-Id.</summary>
    public IReadOnlyList<uint> SupportedVendorIds => _supportedVendorIds;

    /// <summary>Every application id announced: Auth- and Acct-Application-Id, bare or inside Vendor-Specific-Application-Id.</summary>
    public IReadOnlyList<uint> ApplicationIds => _applicationIds;

    /// <summary>The Vendor-Specific-Application-Ids.</summary>
    public IReadOnlyList<VendorApplication> VendorApplications => _vendorApplications;

    /// <summary>Inband-Security-Id: 0 none, 1 TLS. Empty means none is asked for.</summary>
    public IReadOnlyList<uint> InbandSecurityIds => _inbandSecurityIds;

    /// <summary>Result-Code of a CEA; 0 if absent, and in a CER.</summary>
    public uint ResultCode { get; private set; }

    /// <summary>Error-Message of a CEA; empty if absent.</summary>
    public string ErrorMessage { get; private set; } = "";

    /// <summary>True for a relay: it has every application in common, RFC 6733 2.4.</summary>
    public bool IsRelay => _applicationIds.Contains(Applications.Relay);

    /// <summary>True when the application is in common. The vendor beside it has no say (RFC 6733 5.3).</summary>
    public bool Supports(uint applicationId) => IsRelay || _applicationIds.Contains(applicationId);

    /// <summary>
    /// 5017 when the peer insists on security that is not there; 5010 when no application is in common; else none. TLS that starts after the CER is
    /// deprecated and never offered here (RFC 6733 6.10); who wants TLS and has it already is content.
    /// </summary>
    /// <param name="local">Who this node is.</param>
    /// <param name="isSecured">Whether the connection is under TLS since before the CER (RFC 6733 2.2).</param>
    public Fault CheckCommon(LocalIdentity local, bool isSecured = false)
    {
        if (_inbandSecurityIds.Count > 0 && !_inbandSecurityIds.Contains(NoInbandSecurity) && !(isSecured && _inbandSecurityIds.Contains(InbandTls)))
            return Fault.NoCommonSecurity;
        foreach (VendorApplication application in local.Applications)
        {
            if (application.ApplicationId == Applications.Relay || Supports(application.ApplicationId))
                return default;
        }

        return IsRelay ? default : Fault.NoCommonApplication;
    }

    internal static Capabilities Read(DiameterHeader header, ReadOnlySpan<byte> message)
    {
        var capabilities = new Capabilities(header);
        AvpReader reader = AvpReader.OfMessage(message);
        while (reader.MoveNext())
        {
            Avp avp = reader.Current;
            if (avp.VendorId == 0)
                capabilities.Take(in avp);
        }

        return capabilities;
    }

    private void Take(in Avp avp)
    {
        switch (avp.Code)
        {
            case AvpCodes.OriginHost when avp.TryReadIdentity(out string host):
                OriginHost = host;
                break;
            case AvpCodes.OriginRealm when avp.TryReadIdentity(out string realm):
                OriginRealm = realm;
                break;
            case AvpCodes.HostIpAddress when avp.TryReadAddress(out IPAddress? address):
                _hostAddresses.Add(address!);
                break;
            case AvpCodes.ProductName:
                ProductName = BaseMessage.Text(in avp);
                break;
            case AvpCodes.ErrorMessage:
                ErrorMessage = BaseMessage.Text(in avp);
                break;
            case AvpCodes.VendorSpecificApplicationId:
                TakeVendorApplication(in avp);
                break;
            default:
                if (avp.TryReadUnsigned32(out uint value))
                    TakeNumber(avp.Code, value);
                break;
        }
    }

    private void TakeNumber(uint code, uint value)
    {
        switch (code)
        {
            case AvpCodes.VendorId:
                VendorId = value;
                break;
            case AvpCodes.FirmwareRevision:
                FirmwareRevision = value;
                break;
            case AvpCodes.OriginStateId:
                OriginStateId = value;
                break;
            case AvpCodes.SupportedVendorId:
                _supportedVendorIds.Add(value);
                break;
            case AvpCodes.AuthApplicationId or AvpCodes.AcctApplicationId:
                _applicationIds.Add(value);
                break;
            case AvpCodes.InbandSecurityId:
                _inbandSecurityIds.Add(value);
                break;
            case AvpCodes.ResultCode:
                ResultCode = value;
                break;
        }
    }

    private void TakeVendorApplication(in Avp group)
    {
        uint vendorId = 0;
        uint? applicationId = null;
        AvpReader reader = group.Group();
        while (reader.MoveNext())
        {
            Avp avp = reader.Current;
            if (!avp.TryReadUnsigned32(out uint value))
                continue;
            if (avp.Is(AvpCodes.VendorId))
                vendorId = value;
            else if (avp.Is(AvpCodes.AuthApplicationId) || avp.Is(AvpCodes.AcctApplicationId))
                applicationId = value;
        }

        if (applicationId is not { } id)
            return;
        _applicationIds.Add(id);
        _vendorApplications.Add(new VendorApplication(vendorId, id));
    }
}
