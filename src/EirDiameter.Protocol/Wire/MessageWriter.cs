using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace EirDiameter.Protocol;

/// <summary>
/// Writes one message into octets given by the caller. Allocates nothing and never throws for size: what does not fit sets
/// <see cref="Overflowed"/>, and <see cref="Finish"/> then returns 0. Padding is zero. The V bit follows from the vendor id.
/// </summary>
public ref struct MessageWriter
{
    private readonly Span<byte> _destination;
    private int _position;

    /// <summary>Starts a message with this header; its length is filled in by <see cref="Finish"/>.</summary>
    public MessageWriter(Span<byte> destination, scoped in DiameterHeader header)
    {
        _destination = destination;
        Overflowed = destination.Length < DiameterHeader.Size;
        if (Overflowed)
            return;
        header.WriteTo(destination);
        _position = DiameterHeader.Size;
    }

    /// <summary>Starts a message.</summary>
    public MessageWriter(Span<byte> destination, CommandFlags flags, uint commandCode, uint applicationId, uint hopByHop, uint endToEnd)
        : this(destination, new DiameterHeader(DiameterHeader.CurrentVersion, 0, flags, commandCode, applicationId, hopByHop, endToEnd))
    {
    }

    private MessageWriter(Span<byte> destination)
    {
        _destination = destination;
        _position = 0;
    }

    /// <summary>True when something did not fit; nothing more is written then.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>Octets written so far.</summary>
    public readonly int Length => _position;

    /// <summary>Writes AVPs without a message around them, for what is encoded once and copied often.</summary>
    internal static MessageWriter ForAvps(Span<byte> destination) => new(destination);

    /// <summary>OctetString, and any type whose data is ready.</summary>
    public void WriteOctets(uint code, scoped ReadOnlySpan<byte> data, uint vendorId = 0, AvpFlags flags = AvpFlags.Mandatory)
    {
        Span<byte> target = Reserve(code, data.Length, vendorId, flags);
        if (!Overflowed)
            data.CopyTo(target);
    }

    /// <summary>UTF8String and DiameterIdentity.</summary>
    public void WriteUtf8(uint code, string text, uint vendorId = 0, AvpFlags flags = AvpFlags.Mandatory)
    {
        Span<byte> data = Reserve(code, Encoding.UTF8.GetByteCount(text), vendorId, flags);
        if (!Overflowed)
            Encoding.UTF8.GetBytes(text, data);
    }

    /// <summary>Unsigned32 and Enumerated.</summary>
    public void WriteUnsigned32(uint code, uint value, uint vendorId = 0, AvpFlags flags = AvpFlags.Mandatory)
    {
        Span<byte> data = Reserve(code, 4, vendorId, flags);
        if (!Overflowed)
            BinaryPrimitives.WriteUInt32BigEndian(data, value);
    }

    /// <summary>Integer32 and Enumerated.</summary>
    public void WriteInteger32(uint code, int value, uint vendorId = 0, AvpFlags flags = AvpFlags.Mandatory) =>
        WriteUnsigned32(code, unchecked((uint)value), vendorId, flags);

    /// <summary>Unsigned64.</summary>
    public void WriteUnsigned64(uint code, ulong value, uint vendorId = 0, AvpFlags flags = AvpFlags.Mandatory)
    {
        Span<byte> data = Reserve(code, 8, vendorId, flags);
        if (!Overflowed)
            BinaryPrimitives.WriteUInt64BigEndian(data, value);
    }

    /// <summary>Integer64.</summary>
    public void WriteInteger64(uint code, long value, uint vendorId = 0, AvpFlags flags = AvpFlags.Mandatory) =>
        WriteUnsigned64(code, unchecked((ulong)value), vendorId, flags);

    /// <summary>Float32.</summary>
    public void WriteFloat32(uint code, float value, uint vendorId = 0, AvpFlags flags = AvpFlags.Mandatory) =>
        WriteUnsigned32(code, BitConverter.SingleToUInt32Bits(value), vendorId, flags);

    /// <summary>Float64.</summary>
    public void WriteFloat64(uint code, double value, uint vendorId = 0, AvpFlags flags = AvpFlags.Mandatory) =>
        WriteUnsigned64(code, BitConverter.DoubleToUInt64Bits(value), vendorId, flags);

    /// <summary>Time, in whole seconds.</summary>
    public void WriteTime(uint code, DateTimeOffset value, uint vendorId = 0, AvpFlags flags = AvpFlags.Mandatory) =>
        WriteUnsigned32(code, DiameterTime.ToSeconds(value), vendorId, flags);

    /// <summary>Address, IPv4 or IPv6.</summary>
    public void WriteAddress(uint code, IPAddress value, uint vendorId = 0, AvpFlags flags = AvpFlags.Mandatory)
    {
        Span<byte> data = stackalloc byte[DiameterAddress.MaximumSize];
        WriteOctets(code, data[..DiameterAddress.Write(value, data)], vendorId, flags);
    }

    /// <summary>Starts a Grouped AVP; what is written until <see cref="EndGroup"/> stands inside it.</summary>
    /// <returns>What to hand to <see cref="EndGroup"/>.</returns>
    public int BeginGroup(uint code, uint vendorId = 0, AvpFlags flags = AvpFlags.Mandatory)
    {
        int start = _position;
        Reserve(code, 0, vendorId, flags);
        return start;
    }

    /// <summary>Ends the Grouped AVP that <see cref="BeginGroup"/> started; fills in its length.</summary>
    public readonly void EndGroup(int group)
    {
        if (Overflowed)
            return;
        Span<byte> field = _destination[(group + 4)..];
        uint flags = BinaryPrimitives.ReadUInt32BigEndian(field) & 0xFF000000;
        BinaryPrimitives.WriteUInt32BigEndian(field, flags | (uint)(_position - group));
    }

    /// <summary>Copies one AVP (header and data) as it is, and pads it with zeros.</summary>
    public void WriteRaw(scoped ReadOnlySpan<byte> avp)
    {
        int padded = AvpHeader.Padded(avp.Length);
        if (Overflowed || padded > _destination.Length - _position)
        {
            Overflowed = true;
            return;
        }

        Span<byte> target = _destination.Slice(_position, padded);
        avp.CopyTo(target);
        target[avp.Length..].Clear();
        _position += padded;
    }

    /// <summary>Copies AVPs that are encoded and padded already.</summary>
    internal void WriteEncoded(scoped ReadOnlySpan<byte> avps)
    {
        if (Overflowed || avps.Length > _destination.Length - _position)
        {
            Overflowed = true;
            return;
        }

        avps.CopyTo(_destination[_position..]);
        _position += avps.Length;
    }

    /// <summary>An AVP whose data is zeros.</summary>
    internal void WriteZeros(uint code, int dataLength, uint vendorId, AvpFlags flags) => Reserve(code, dataLength, vendorId, flags).Clear();

    /// <summary>Fills in the length of the message and returns it; 0 when it did not fit or is longer than 24 bits can say.</summary>
    public int Finish()
    {
        if (Overflowed || _position > DiameterHeader.MaximumMessageLength)
        {
            Overflowed = true;
            return 0;
        }

        BinaryPrimitives.WriteUInt32BigEndian(_destination, ((uint)_destination[0] << 24) | (uint)_position);
        return _position;
    }

    /// <summary>Writes the header of an AVP and its padding; returns where the data goes, empty when it does not fit.</summary>
    internal Span<byte> Reserve(uint code, int dataLength, uint vendorId, AvpFlags flags)
    {
        int headerSize = AvpHeader.SizeFor(vendorId);
        int length = headerSize + dataLength;
        int padded = AvpHeader.Padded(length);
        if (Overflowed || padded > _destination.Length - _position || length > 0xFFFFFF)
        {
            Overflowed = true;
            return default;
        }

        Span<byte> target = _destination.Slice(_position, padded);
        AvpHeader.Write(target, code, vendorId, flags, length);
        target[length..].Clear();
        _position += padded;
        return target[headerSize..length];
    }
}
