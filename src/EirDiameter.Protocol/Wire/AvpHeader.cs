using System.Buffers.Binary;

namespace EirDiameter.Protocol;

/// <summary>Sizes and layout of the AVP header, RFC 6733 4.1.</summary>
internal static class AvpHeader
{
    public const int Size = 8;
    public const int VendorSize = 12;

    public static int Padded(int length) => (length + 3) & ~3;

    public static int SizeFor(uint vendorId) => vendorId == 0 ? Size : VendorSize;

    /// <summary>Writes the header and returns its size; the V bit follows from the vendor.</summary>
    public static int Write(Span<byte> destination, uint code, uint vendorId, AvpFlags flags, int length)
    {
        flags = vendorId == 0 ? flags & ~AvpFlags.Vendor : flags | AvpFlags.Vendor;
        BinaryPrimitives.WriteUInt32BigEndian(destination, code);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], ((uint)flags << 24) | ((uint)length & 0xFFFFFF));
        if (vendorId == 0)
            return Size;
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], vendorId);
        return VendorSize;
    }
}
