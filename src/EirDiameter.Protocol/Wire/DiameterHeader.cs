using System.Buffers.Binary;

namespace EirDiameter.Protocol;

/// <summary>Command flags of the Diameter header, RFC 6733 3. The four low bits are reserved: sent as 0, ignored on receipt.</summary>
[Flags]
public enum CommandFlags : byte
{
    /// <summary>An answer that is neither proxiable nor an error.</summary>
    None = 0,

    /// <summary>T: perhaps sent before; only in requests.</summary>
    Retransmitted = 0x10,

    /// <summary>E: the answer follows the answer-message grammar, RFC 6733 7.2; only in answers.</summary>
    Error = 0x20,

    /// <summary>P: may be proxied, relayed or redirected.</summary>
    Proxiable = 0x40,

    /// <summary>R: a request; clear in answers.</summary>
    Request = 0x80,
}

/// <summary>The 20-octet Diameter header, RFC 6733 3.</summary>
/// <param name="Version">Protocol version; 1 is the only one there is.</param>
/// <param name="Length">Length of the message in octets, header and padding included; 24 bits.</param>
/// <param name="Flags">Command flags.</param>
/// <param name="CommandCode">Command code; 24 bits.</param>
/// <param name="ApplicationId">Application id.</param>
/// <param name="HopByHop">Matches an answer with its request on one connection.</param>
/// <param name="EndToEnd">With Origin-Host: recognises duplicates.</param>
public readonly record struct DiameterHeader(
    byte Version, int Length, CommandFlags Flags, uint CommandCode, uint ApplicationId, uint HopByHop, uint EndToEnd)
{
    /// <summary>Size of the header in octets.</summary>
    public const int Size = 20;

    /// <summary>The version this library speaks.</summary>
    public const byte CurrentVersion = 1;

    /// <summary>The largest length that 24 bits and whole words allow.</summary>
    public const int MaximumMessageLength = 0xFFFFFC;

    /// <summary>True when the R bit is set.</summary>
    public bool IsRequest => (Flags & CommandFlags.Request) != 0;

    /// <summary>True when the E bit is set.</summary>
    public bool IsError => (Flags & CommandFlags.Error) != 0;

    /// <summary>True when the P bit is set.</summary>
    public bool IsProxiable => (Flags & CommandFlags.Proxiable) != 0;

    /// <summary>True when the T bit is set.</summary>
    public bool IsRetransmitted => (Flags & CommandFlags.Retransmitted) != 0;

    /// <summary>Reads the fields as they stand; judges none of them. False when fewer than 20 octets are given.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out DiameterHeader header)
    {
        if (message.Length < Size)
        {
            header = default;
            return false;
        }

        uint versionAndLength = BinaryPrimitives.ReadUInt32BigEndian(message);
        uint flagsAndCode = BinaryPrimitives.ReadUInt32BigEndian(message[4..]);
        header = new DiameterHeader(
            (byte)(versionAndLength >> 24),
            (int)(versionAndLength & 0xFFFFFF),
            (CommandFlags)(flagsAndCode >> 24),
            flagsAndCode & 0xFFFFFF,
            BinaryPrimitives.ReadUInt32BigEndian(message[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(message[12..]),
            BinaryPrimitives.ReadUInt32BigEndian(message[16..]));
        return true;
    }

    /// <summary>Writes the header. <paramref name="destination"/> must hold at least <see cref="Size"/> octets.</summary>
    public void WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], EndToEnd);
        BinaryPrimitives.WriteUInt32BigEndian(destination[12..], HopByHop);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], ApplicationId);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], ((uint)Flags << 24) | (CommandCode & 0xFFFFFF));
        BinaryPrimitives.WriteUInt32BigEndian(destination, ((uint)Version << 24) | ((uint)Length & 0xFFFFFF));
    }

    /// <summary>Puts another length into the header of a message that was lengthened.</summary>
    public static void SetLength(Span<byte> message, int length) => BinaryPrimitives.WriteUInt32BigEndian(message, ((uint)message[0] << 24) | (uint)length);

    /// <summary>The header of the answer: R, T and reserved bits clear, P copied, E as told; length 0 until it is known (RFC 6733 6.2).</summary>
    public DiameterHeader ToAnswer(bool error = false) => this with
    {
        Version = CurrentVersion,
        Length = 0,
        Flags = (Flags & CommandFlags.Proxiable) | (error ? CommandFlags.Error : CommandFlags.None),
    };
}
