using static EirDiameter.Conformance.Tests.Captures.Packets;

namespace EirDiameter.Conformance.Tests.Captures;

/// <summary>A pcapng file by hand.</summary>
internal sealed class Pcapng(bool bigEndian)
{
    private readonly List<byte> _file = [];

    public byte[] Octets => [.. _file];

    public void Section() => Block(0x0A0D0D0A, [.. Number(0x1A2B3C4D), .. Half(1), .. Half(0), .. Number(uint.MaxValue), .. Number(uint.MaxValue)]);

    public void Interface(int linkType, int? resolution = null) => Block(
        1,
        [.. Half(linkType), 0, 0, .. Number(0), .. resolution is { } value ? [.. Half(9), .. Half(1), (byte)value, 0, 0, 0, .. Half(0), .. Half(0)] : (byte[])[]]);

    public void Enhanced(uint source, ulong time, byte[] frame) => Block(
        6,
        [.. Number(source), .. Number((uint)(time >> 32)), .. Number((uint)time), .. Number((uint)frame.Length), .. Number((uint)frame.Length), .. frame]);

    public void Simple(byte[] frame) => Block(3, [.. Number((uint)frame.Length), .. frame]);

    public void Block(uint type, byte[] body)
    {
        byte[] padded = [.. body, .. new byte[(4 - body.Length % 4) % 4]], length = Number((uint)(padded.Length + 12));
        _file.AddRange([.. Number(type), .. length, .. padded, .. length]);
    }

    private byte[] Number(uint value) => bigEndian ? Big(value) : [.. Big(value).Reverse()];

    private byte[] Half(int value) => bigEndian ? Big((uint)value)[2..] : [.. Big((uint)value)[2..].Reverse()];
}
