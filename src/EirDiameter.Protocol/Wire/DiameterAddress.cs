using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace EirDiameter.Protocol;

/// <summary>The Address type, RFC 6733 4.3.1: two octets of address family (IANA), then the address.</summary>
internal static class DiameterAddress
{
    public const int MaximumSize = 18;
    private const ushort IPv4 = 1;
    private const ushort IPv6 = 2;

    public static bool IsValidIp(ReadOnlySpan<byte> data) => data.Length switch
    {
        6 => BinaryPrimitives.ReadUInt16BigEndian(data) == IPv4,
        18 => BinaryPrimitives.ReadUInt16BigEndian(data) == IPv6,
        _ => false,
    };

    /// <summary>Writes family and address; returns the size. <paramref name="destination"/> holds <see cref="MaximumSize"/> octets.</summary>
    public static int Write(IPAddress address, Span<byte> destination)
    {
        // An IPv4 address that came through a dual-stack socket is announced as what it is.
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        BinaryPrimitives.WriteUInt16BigEndian(destination, address.AddressFamily == AddressFamily.InterNetwork ? IPv4 : IPv6);
        return address.TryWriteBytes(destination[2..], out int written) ? written + 2 : 0;
    }
}
