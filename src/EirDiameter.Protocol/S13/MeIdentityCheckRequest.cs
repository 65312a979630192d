using System.Runtime.CompilerServices;

namespace EirDiameter.Protocol;

/// <summary>
/// An ECR, TS 29.272 7.2.19, that passed the checks: a view of the octets received, good as long as they are. The texts are valid UTF-8;
/// what the digits of IMEI, MEID, Software-Version and IMSI mean is for the application to judge.
/// </summary>
public ref partial struct MeIdentityCheckRequest
{
    private ReadOnlySpan<byte> _message;
    private uint _seen;
    private Extent _sessionId;
    private Extent _originHost;
    private Extent _originRealm;
    private Extent _userName;
    private Extent _imei;
    private Extent _meid;
    private Extent _softwareVersion;
    private uint _drmp;

    /// <summary>The header.</summary>
    public readonly DiameterHeader Header
    {
        get
        {
            DiameterHeader.TryRead(_message, out DiameterHeader header);
            return header;
        }
    }

    /// <summary>Session-Id.</summary>
    public readonly ReadOnlySpan<byte> SessionId => _sessionId.Of(_message);

    /// <summary>Origin-Host: the MME or SGSN, which need not be the peer.</summary>
    public readonly ReadOnlySpan<byte> OriginHost => _originHost.Of(_message);

    /// <summary>Origin-Realm.</summary>
    public readonly ReadOnlySpan<byte> OriginRealm => _originRealm.Of(_message);

    /// <summary>User-Name: the IMSI as digits. Empty if absent.</summary>
    public readonly ReadOnlySpan<byte> UserName => _userName.Of(_message);

    /// <summary>IMEI as sent: digits as text, TS 29.272 7.3.4. Empty if absent.</summary>
    public readonly ReadOnlySpan<byte> Imei => _imei.Of(_message);

    /// <summary>3GPP2-MEID as sent: octets. Empty if absent.</summary>
    public readonly ReadOnlySpan<byte> Meid => _meid.Of(_message);

    /// <summary>Software-Version as sent: digits as text. Empty if absent.</summary>
    public readonly ReadOnlySpan<byte> SoftwareVersion => _softwareVersion.Of(_message);

    /// <summary>True when there is an IMEI AVP, even an empty one.</summary>
    public readonly bool HasImei => Has(Seen.Imei);

    /// <summary>True when there is a 3GPP2-MEID AVP.</summary>
    public readonly bool HasMeid => Has(Seen.Meid);

    /// <summary>True when there is a Software-Version AVP.</summary>
    public readonly bool HasSoftwareVersion => Has(Seen.SoftwareVersion);

    /// <summary>True when there is a User-Name AVP.</summary>
    public readonly bool HasUserName => Has(Seen.UserName);

    /// <summary>True when the answer has Proxy-Info to give back.</summary>
    public readonly bool HasProxyInfo => Has(Seen.ProxyInfo);

    /// <summary>Priority of the request, RFC 7944: 0 is the highest; 10 when it says none, or none of the 16 there are.</summary>
    public readonly int Priority => Has(Seen.Drmp) ? RequestPriority.Of(_drmp) : RequestPriority.Usual;

    internal readonly int ImeiOffset => _imei.Offset;

    internal readonly int MeidOffset => _meid.Offset;

    internal readonly int UserNameOffset => _userName.Offset;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool Has(uint seen) => (_seen & seen) != 0;

    private readonly struct Extent(int offset, int length)
    {
        public readonly int Offset = offset;
        private readonly int _length = length;

        public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> message) => message.Slice(Offset, _length);
    }

    /// <summary>One bit for each AVP that may stand but once, so that a second one shows without counting.</summary>
    private static class Seen
    {
        public const uint SessionId = 1 << 0;
        public const uint AuthSessionState = 1 << 1;
        public const uint OriginHost = 1 << 2;
        public const uint OriginRealm = 1 << 3;
        public const uint DestinationHost = 1 << 4;
        public const uint DestinationRealm = 1 << 5;
        public const uint TerminalInformation = 1 << 6;
        public const uint UserName = 1 << 7;
        public const uint Application = 1 << 8;
        public const uint Drmp = 1 << 9;
        public const uint Imei = 1 << 10;
        public const uint Meid = 1 << 11;
        public const uint SoftwareVersion = 1 << 12;
        public const uint ProxyInfo = 1 << 13;
        public const uint Required = SessionId | AuthSessionState | OriginHost | OriginRealm | DestinationRealm | TerminalInformation;
    }
}
