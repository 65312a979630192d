using System.Buffers.Binary;
using System.Text;

namespace EirDiameter.EndToEnd.Tests.Diameter;

/// <summary>
/// Octets of messages and AVPs (RFC 6733 3 and 4.1), right or wrong at will. Written for these tests alone, so that a mistake of the
/// product's own codec cannot hide behind the same mistake here.
/// </summary>
internal static class Wire
{
    public const int HeaderSize = 20;
    public const uint ThreeGpp = 10415;
    public const uint S13 = 16777252;

    public const uint CapabilitiesExchange = 257;
    public const uint DeviceWatchdog = 280;
    public const uint DisconnectPeer = 282;
    public const uint MeIdentityCheck = 324;

    public const byte Request = 0x80;
    public const byte Proxiable = 0x40;
    public const byte Error = 0x20;
    public const byte Mandatory = 0x40;
    public const byte VendorSpecific = 0x80;

    /// <param name="code">AVP code.</param>
    /// <param name="data">Its data.</param>
    /// <param name="vendor">Vendor-ID; 0 = none, and then no V bit.</param>
    /// <param name="flags">Flags beside V.</param>
    /// <param name="length">What the length field claims, if not the truth.</param>
    /// <param name="padding">The octet used for padding.</param>
    public static byte[] Avp(uint code, byte[] data, uint vendor = 0, byte flags = Mandatory, int? length = null, byte padding = 0)
    {
        int header = vendor == 0 ? 8 : 12;
        byte[] avp = new byte[(header + data.Length + 3) / 4 * 4];
        BinaryPrimitives.WriteUInt32BigEndian(avp, code);
        WriteLength(avp.AsSpan(4), length ?? header + data.Length);
        avp[4] = (byte)(flags | (vendor == 0 ? 0 : VendorSpecific));
        if (vendor != 0) BinaryPrimitives.WriteUInt32BigEndian(avp.AsSpan(8), vendor);
        data.CopyTo(avp, header);
        avp.AsSpan(header + data.Length).Fill(padding);
        return avp;
    }

    public static byte[] Avp(uint code, string text, uint vendor = 0) => Avp(code, Encoding.UTF8.GetBytes(text), vendor);

    public static byte[] Avp(uint code, uint number, uint vendor = 0) => Avp(code, Unsigned32(number), vendor);

    public static byte[] Group(uint code, uint vendor, params byte[][] members) => Avp(code, Join(members), vendor);

    /// <summary>A message. Its length field is the truth unless <paramref name="length"/> claims something else.</summary>
    public static byte[] Message(
        byte flags, uint command, uint application, byte[][] avps, uint hopByHop = 0x11111111, uint endToEnd = 0x22222222, int? length = null, byte version = 1)
    {
        byte[] message = [.. new byte[HeaderSize], .. Join(avps)];
        WriteLength(message, length ?? message.Length);
        message[0] = version;
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(4), command);
        message[4] = flags;
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(8), application);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(12), hopByHop);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(16), endToEnd);
        return message;
    }

    public static byte[] Unsigned32(uint number)
    {
        byte[] octets = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(octets, number);
        return octets;
    }

    public static byte[] Join(IEnumerable<byte[]> parts) => [.. parts.SelectMany(part => part)];

    public static int ReadLength(ReadOnlySpan<byte> field) => BinaryPrimitives.ReadInt32BigEndian(field) & 0xFFFFFF;

    /// <summary>Writes 24 bits behind the octet that shares their word.</summary>
    public static void WriteLength(Span<byte> field, int length) =>
        BinaryPrimitives.WriteUInt32BigEndian(field, ((uint)field[0] << 24) | ((uint)length & 0xFFFFFF));
}
