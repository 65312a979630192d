using System.Buffers.Binary;
using System.Net;
using System.Text.Unicode;

namespace EirDiameter.Protocol;

/// <summary>AVP flags, RFC 6733 4.1. The five low bits are reserved: sent as 0, ignored on receipt.</summary>
[Flags]
public enum AvpFlags : byte
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>P: reserved for end-to-end security; sent as 0.</summary>
    Protected = 0x20,

    /// <summary>M: whoever does not know the AVP must refuse the message.</summary>
    Mandatory = 0x40,

    /// <summary>V: a Vendor-ID follows the length.</summary>
    Vendor = 0x80,
}

/// <summary>One AVP as it stands in a message. A view: valid as long as the octets under it.</summary>
public readonly ref struct Avp
{
    internal Avp(uint code, uint vendorId, AvpFlags flags, ReadOnlySpan<byte> data, int offset, int length)
    {
        Code = code;
        VendorId = vendorId;
        Flags = flags;
        Data = data;
        Offset = offset;
        Length = length;
    }

    /// <summary>AVP code; only with <see cref="VendorId"/> does it name an AVP.</summary>
    public uint Code { get; }

    /// <summary>Vendor id; 0 when the V bit is clear.</summary>
    public uint VendorId { get; }

    /// <summary>The flags as received.</summary>
    public AvpFlags Flags { get; }

    /// <summary>The data, without padding.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>Where the AVP starts within the payload that is being read.</summary>
    public int Offset { get; }

    /// <summary>The AVP Length field: header and data, without padding.</summary>
    public int Length { get; }

    /// <summary>True when the M bit is set.</summary>
    public bool IsMandatory => (Flags & AvpFlags.Mandatory) != 0;

    /// <summary>True when this is the AVP named by code and vendor.</summary>
    public bool Is(uint code, uint vendorId = 0) => Code == code && VendorId == vendorId;

    /// <summary>The AVPs inside, if this is a Grouped one.</summary>
    public AvpReader Group() => new(Data);

    /// <summary>Unsigned32, and Enumerated values that are never negative. False unless there are exactly 4 octets.</summary>
    public bool TryReadUnsigned32(out uint value)
    {
        value = Data.Length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(Data) : 0;
        return Data.Length == 4;
    }

    /// <summary>Integer32 and Enumerated. False unless there are exactly 4 octets.</summary>
    public bool TryReadInteger32(out int value)
    {
        value = Data.Length == 4 ? BinaryPrimitives.ReadInt32BigEndian(Data) : 0;
        return Data.Length == 4;
    }

    /// <summary>Unsigned64. False unless there are exactly 8 octets.</summary>
    public bool TryReadUnsigned64(out ulong value)
    {
        value = Data.Length == 8 ? BinaryPrimitives.ReadUInt64BigEndian(Data) : 0;
        return Data.Length == 8;
    }

    /// <summary>Integer64. False unless there are exactly 8 octets.</summary>
    public bool TryReadInteger64(out long value)
    {
        value = Data.Length == 8 ? BinaryPrimitives.ReadInt64BigEndian(Data) : 0;
        return Data.Length == 8;
    }

    /// <summary>Float32. False unless there are exactly 4 octets.</summary>
    public bool TryReadFloat32(out float value)
    {
        value = Data.Length == 4 ? BinaryPrimitives.ReadSingleBigEndian(Data) : 0;
        return Data.Length == 4;
    }

    /// <summary>Float64. False unless there are exactly 8 octets.</summary>
    public bool TryReadFloat64(out double value)
    {
        value = Data.Length == 8 ? BinaryPrimitives.ReadDoubleBigEndian(Data) : 0;
        return Data.Length == 8;
    }

    /// <summary>Time, RFC 6733 4.3.1: whole seconds, from 1968-01-20 to 2104-02-26. False unless there are exactly 4 octets.</summary>
    public bool TryReadTime(out DateTimeOffset value)
    {
        bool read = TryReadUnsigned32(out uint seconds);
        value = read ? DiameterTime.FromSeconds(seconds) : default;
        return read;
    }

    /// <summary>Address, RFC 6733 4.3.1, of the families IPv4 (1) and IPv6 (2). False for other families and wrong sizes.</summary>
    public bool TryReadAddress(out IPAddress? value)
    {
        value = DiameterAddress.IsValidIp(Data) ? new IPAddress(Data[2..]) : null;
        return value is not null;
    }

    /// <summary>UTF8String. False when the octets are not valid UTF-8.</summary>
    public bool TryReadUtf8(out string value)
    {
        bool valid = Utf8.IsValid(Data);
        value = valid ? System.Text.Encoding.UTF8.GetString(Data) : "";
        return valid;
    }

    /// <summary>DiameterIdentity. False when empty, over 255 octets, or not printable ASCII.</summary>
    public bool TryReadIdentity(out string value)
    {
        bool valid = DiameterIdentity.IsValid(Data);
        value = valid ? System.Text.Encoding.ASCII.GetString(Data) : "";
        return valid;
    }

    /// <summary>DiameterURI, RFC 6733 4.3.1.</summary>
    public bool TryReadUri(out DiameterUri value) => DiameterUri.TryParse(Data, out value);
}
