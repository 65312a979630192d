using System.Buffers.Binary;
using System.Text.Unicode;

namespace EirDiameter.Protocol;

public ref partial struct MeIdentityCheckRequest
{
    private const AvpFlags KnownFlags = AvpFlags.Vendor | AvpFlags.Mandatory;

    /// <summary>The Vendor-Specific-Application-Id that every client sends: 3GPP, S13. Compared whole, it needs no walk.</summary>
    private static ReadOnlySpan<byte> UsualApplication =>
    [
        0, 0, 1, 10, 0x40, 0, 0, 12, 0, 0, 0x28, 0xAF,
        0, 0, 1, 2, 0x40, 0, 0, 12, 1, 0, 0, 0x24,
    ];

    /// <summary>
    /// Reads an ECR in one pass and checks it in the order of the rows. Never throws, never allocates.
    /// </summary>
    /// <param name="message">The whole message as framed.</param>
    /// <param name="local">Who we are: decides rows 9 to 12.</param>
    /// <param name="request">The view; meaningful only if the result is true.</param>
    /// <param name="fault">What to answer (<see cref="AnswerWriter.WriteFault"/>) if the result is false. None when there is nothing to answer: the
    /// message is itself an answer, or shorter than a header.</param>
    /// <returns>True for an ECR to be decided.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, LocalIdentity local, out MeIdentityCheckRequest request, out Fault fault)
    {
        request = default;
        request._message = message;
        if (request.ReadHeader() && request.ReadAvps(local.Encoded))
        {
            fault = default;
            return true;
        }

        // The pass only says that something is odd. Which fault comes first is found the slow way.
        fault = RequestChecks.Check(message, local, CommandGrammar.MeIdentityCheck);
        return false;
    }

    private readonly bool ReadHeader()
    {
        ReadOnlySpan<byte> message = _message;
        if (message.Length < DiameterHeader.Size || (message.Length & 3) != 0 || message.Length > DiameterHeader.MaximumMessageLength)
            return false;

        // Version, length, R, P, not E, and the command in one comparison; T and the reserved bits are let through.
        const ulong Expected = (1UL << 56) | (0xC0UL << 24) | CommandCodes.MeIdentityCheck;
        const ulong Mask = 0xFFFFFFFF_E0FFFFFF;
        return (BinaryPrimitives.ReadUInt64BigEndian(message) & Mask) == (Expected | ((ulong)message.Length << 32))
            && BinaryPrimitives.ReadUInt32BigEndian(message[8..]) == Applications.S13;
    }

    private bool ReadAvps(EncodedIdentity local)
    {
        ReadOnlySpan<byte> message = _message;
        Extent destinationHost = default;
        Extent destinationRealm = default;
        int offset = DiameterHeader.Size;
        while (offset < message.Length)
        {
            ReadOnlySpan<byte> rest = message[offset..];
            if (rest.Length < AvpHeader.Size)
                return false;
            ulong head = BinaryPrimitives.ReadUInt64BigEndian(rest);
            int length = (int)(head & 0xFFFFFF);
            if (length < AvpHeader.Size || length > rest.Length)
                return false;

            uint code = (uint)(head >> 32);
            var flags = (AvpFlags)(head >> 24) & KnownFlags;
            var data = new Extent(offset + AvpHeader.Size, length - AvpHeader.Size);
            bool good;
            if (flags == AvpFlags.Mandatory)
            {
                ReadOnlySpan<byte> octets = rest[AvpHeader.Size..length];
                switch (code)
                {
                    case AvpCodes.SessionId:
                        _sessionId = data;
                        good = Once(Seen.SessionId) && Utf8.IsValid(octets);
                        break;
                    case AvpCodes.AuthSessionState:
                        good = Once(Seen.AuthSessionState)
                            && octets.Length == 4
                            && BinaryPrimitives.ReadUInt32BigEndian(octets) <= AuthSessionState.NoStateMaintained;
                        break;
                    case AvpCodes.OriginHost:
                        _originHost = data;
                        good = Once(Seen.OriginHost) && DiameterIdentity.IsValid(octets);
                        break;
                    case AvpCodes.OriginRealm:
                        _originRealm = data;
                        good = Once(Seen.OriginRealm) && DiameterIdentity.IsValid(octets);
                        break;
                    case AvpCodes.DestinationHost:
                        destinationHost = data;
                        good = Once(Seen.DestinationHost);
                        break;
                    case AvpCodes.DestinationRealm:
                        destinationRealm = data;
                        good = Once(Seen.DestinationRealm);
                        break;
                    case AvpCodes.UserName:
                        _userName = data;
                        good = Once(Seen.UserName) && Utf8.IsValid(octets);
                        break;
                    case AvpCodes.VendorSpecificApplicationId:
                        good = Once(Seen.Application) && (octets.SequenceEqual(UsualApplication) || IsGoodApplication(octets));
                        break;
                    case AvpCodes.RouteRecord:
                        good = DiameterIdentity.IsValid(octets) && !local.IsHost(octets);
                        break;
                    case AvpCodes.ProxyInfo:
                        _seen |= Seen.ProxyInfo;
                        good = true;
                        break;
                    default:
                        good = ReadOther(rest[..length], code, flags);
                        break;
                }
            }
            else if (code == AvpCodes.TerminalInformation
                && flags == KnownFlags
                && length >= AvpHeader.VendorSize
                && BinaryPrimitives.ReadUInt32BigEndian(rest[AvpHeader.Size..]) == Vendors.ThreeGpp)
            {
                good = Once(Seen.TerminalInformation) && ReadTerminalInformation(offset + AvpHeader.VendorSize, offset + length);
            }
            else
            {
                good = ReadOther(rest[..length], code, flags);
            }

            if (!good)
                return false;
            offset += AvpHeader.Padded(length);
        }

        return (_seen & Seen.Required) == Seen.Required && IsForUs(local, destinationHost, destinationRealm);
    }

    private bool ReadTerminalInformation(int offset, int end)
    {
        ReadOnlySpan<byte> message = _message;
        while (offset < end)
        {
            ReadOnlySpan<byte> rest = message[offset..end];
            if (rest.Length < AvpHeader.Size)
                return false;
            ulong head = BinaryPrimitives.ReadUInt64BigEndian(rest);
            int length = (int)(head & 0xFFFFFF);
            if (length < AvpHeader.Size || length > rest.Length)
                return false;

            uint code = (uint)(head >> 32);
            var flags = (AvpFlags)(head >> 24) & KnownFlags;
            bool good;
            if (flags == KnownFlags
                && length >= AvpHeader.VendorSize
                && BinaryPrimitives.ReadUInt32BigEndian(rest[AvpHeader.Size..]) == Vendors.ThreeGpp)
            {
                var data = new Extent(offset + AvpHeader.VendorSize, length - AvpHeader.VendorSize);
                ReadOnlySpan<byte> octets = rest[AvpHeader.VendorSize..length];
                switch (code)
                {
                    case AvpCodes.Imei:
                        _imei = data;
                        good = Once(Seen.Imei) && Utf8.IsValid(octets);
                        break;
                    case AvpCodes.SoftwareVersion:
                        _softwareVersion = data;
                        good = Once(Seen.SoftwareVersion) && Utf8.IsValid(octets);
                        break;
                    case AvpCodes.Meid:
                        _meid = data;
                        good = Once(Seen.Meid);
                        break;
                    default:
                        good = UsualAvp.IsGood(rest[..length], code, flags, out _);
                        break;
                }
            }
            else
            {
                good = UsualAvp.IsGood(rest[..length], code, flags, out _);
            }

            if (!good)
                return false;
            offset += AvpHeader.Padded(length);
        }

        return true;
    }

    /// <summary>An AVP without a part in the decision: let through if it is not at fault.</summary>
    private bool ReadOther(ReadOnlySpan<byte> avp, uint code, AvpFlags flags)
    {
        if (!UsualAvp.IsGood(avp, code, flags, out AvpDefinition? definition))
            return false;
        if (definition is null)
            return true;
        if (definition.IsOpenGroup)
            return UsualAvp.IsGoodGroup(avp[AvpHeader.SizeFor(definition.VendorId)..]);
        if (definition.VendorId != Vendors.None)
            return true;
        switch (code)
        {
            case AvpCodes.Drmp:
                _drmp = BinaryPrimitives.ReadUInt32BigEndian(avp[AvpHeader.Size..]);
                return Once(Seen.Drmp);
            case AvpCodes.AuthApplicationId:
                return BinaryPrimitives.ReadUInt32BigEndian(avp[AvpHeader.Size..]) == Applications.S13;
            case AvpCodes.AuthorizationLifetime or AvpCodes.SessionTimeout:
                return false;
            default:
                return true;
        }
    }

    private readonly bool IsForUs(EncodedIdentity local, Extent host, Extent realm)
    {
        ReadOnlySpan<byte> realmOctets = realm.Of(_message);
        if (!Has(Seen.DestinationHost))
            return local.Serves(realmOctets);
        return local.IsHost(host.Of(_message)) && DiameterIdentity.IsValid(realmOctets);
    }

    private static bool IsGoodApplication(ReadOnlySpan<byte> group)
    {
        bool vendor = false;
        int ids = 0;
        var reader = new AvpReader(group);
        while (reader.MoveNext())
        {
            Avp avp = reader.Current;
            if (!UsualAvp.IsGood(in avp, out _))
                return false;
            if (avp.Is(AvpCodes.VendorId))
                vendor = true;
            if (avp.Is(AvpCodes.AuthApplicationId) || avp.Is(AvpCodes.AcctApplicationId))
            {
                if (!avp.TryReadUnsigned32(out uint id) || id != Applications.S13)
                    return false;
                ids++;
            }
        }

        return !reader.Malformed && vendor && ids == 1;
    }

    private bool Once(uint bit)
    {
        bool first = (_seen & bit) == 0;
        _seen |= bit;
        return first;
    }
}
