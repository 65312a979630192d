using System.Buffers.Binary;
using System.Net;
using EirDiameter.Conformance.Captures;
using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Tests.Captures;

/// <summary>Hand-made packets, and the files that hold them.</summary>
internal static class Packets
{
    public static readonly IPEndPoint Client = IPEndPoint.Parse("192.0.2.1:40000"), Server = IPEndPoint.Parse("192.0.2.2:3868");
    public static readonly IPEndPoint Client6 = IPEndPoint.Parse("[2001:db8::1]:40000"), Server6 = IPEndPoint.Parse("[2001:db8::2]:3868");

    public static byte[] Message(uint number, int size = 20, bool request = true) => new NaiveMessage
    {
        Flags = (byte)(request ? 0x80 : 0),
        Command = 280,
        HopByHop = number,
        EndToEnd = number,
        Avps = [new NaiveAvp(264, 0, 0x40, new byte[size])],
    }.Encode();

    public static byte[] Tcp(uint sequence, byte[] octets, byte flags = TcpSegment.Ack, bool fromClient = true) =>
        TcpSegment.Packet(fromClient ? Client : Server, fromClient ? Server : Client, sequence, 0, flags, octets);

    public static byte[] Big(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    /// <summary>An SCTP packet in IPv4, with chunks that are padded here.</summary>
    public static byte[] Sctp(uint tag, bool fromClient, params byte[][] chunks)
    {
        (IPEndPoint from, IPEndPoint to) = fromClient ? (Client, Server) : (Server, Client);
        byte[] sctp = [(byte)(from.Port >> 8), (byte)from.Port, (byte)(to.Port >> 8), (byte)to.Port, .. Big(tag), 0, 0, 0, 0, .. chunks.SelectMany(Padded)];
        return IPv4(from.Address, to.Address, 132, sctp);
    }

    public static byte[] Data(uint tsn, byte[] octets, int flags = 3, uint protocol = 46, int stream = 0) =>
        [0, (byte)flags, .. Big((uint)(16 + octets.Length))[2..], .. Big(tsn), 0, (byte)stream, 0, 0, .. Big(protocol), .. octets];

    public static byte[] IPv4(IPAddress from, IPAddress to, int protocol, byte[] payload, int id = 0, int offset = 0, bool more = false)
    {
        byte[] packet = [0x45, 0, 0, 0, (byte)(id >> 8), (byte)id, 0, 0, 64, (byte)protocol, 0, 0, .. from.GetAddressBytes(), .. to.GetAddressBytes(), .. payload];
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(6), (ushort)((more ? 0x2000 : 0) | offset / 8));
        return packet;
    }

    /// <summary>A pcap file, one second between frames, the first at second 1000 and a half.</summary>
    public static byte[] Pcap(IEnumerable<byte[]> frames, int linkType = 101, bool bigEndian = false, bool nanoseconds = false)
    {
        List<byte> file = [];
        void Add(uint value) => file.AddRange(bigEndian ? Big(value) : [.. Big(value).Reverse()]);
        Add(nanoseconds ? 0xA1B23C4D : 0xA1B2C3D4);
        Add(bigEndian ? 0x00020004u : 0x00040002u);
        foreach (uint value in (uint[])[0, 0, 65535, (uint)linkType])
            Add(value);
        uint second = 1000;
        foreach (byte[] frame in frames)
        {
            foreach (uint value in (uint[])[second++, nanoseconds ? 500_000_000u : 500_000u, (uint)frame.Length, (uint)frame.Length])
                Add(value);
            file.AddRange(frame);
        }

        return [.. file];
    }

    /// <summary>Reads the file.</summary>
    public static Capture Read(byte[] file) => Capture.Read(new MemoryStream(file), "test.pcap");

    /// <summary>The Hop-by-Hop Identifiers of the only conversation's messages, those of the server negative.</summary>
    public static IEnumerable<int> Numbers(Capture capture) =>
        Assert.Single(capture.Conversations).Messages.Select(m => (int)NaiveMessage.Number(m.Octets, 12, 4) * (m.FromClient ? 1 : -1));

    private static byte[] Padded(byte[] chunk) => [.. chunk, .. new byte[(4 - chunk.Length % 4) % 4]];
}
