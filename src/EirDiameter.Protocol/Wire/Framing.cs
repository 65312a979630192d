using System.Buffers.Binary;

namespace EirDiameter.Protocol;

/// <summary>What the octets at the head of a stream are.</summary>
public enum FrameStatus
{
    /// <summary>The message is not complete; at least <c>length</c> octets are needed.</summary>
    NeedMore,

    /// <summary>A message of <c>length</c> octets stands at the head. It may still be refused, with an answer (rows 1 and 2).</summary>
    Message,

    /// <summary>Nobody can say where the next message starts: close with TCP RST or SCTP ABORT, RFC 6733 2.1.</summary>
    Compromised,
}

/// <summary>Finds messages in a stream of octets.</summary>
/// <remarks>
/// A wrong version with a sound length is a message (answered with 5011), and so is version 1 with a length that is no multiple of
/// four (answered with 5015). A length under 20 or over the limit, or both version and length wrong, compromise the stream.
/// </remarks>
public static class Framing
{
    /// <summary>Octets needed before anything can be said.</summary>
    public const int PrefixSize = 4;

    /// <summary>Looks at the head of <paramref name="octets"/>.</summary>
    /// <param name="octets">What was received and not yet consumed.</param>
    /// <param name="maxLength">The longest message accepted, in octets.</param>
    /// <param name="length">Length of the message, or how many octets are needed to say more; 0 if compromised.</param>
    public static FrameStatus Next(ReadOnlySpan<byte> octets, int maxLength, out int length)
    {
        if (octets.Length < PrefixSize)
        {
            length = PrefixSize;
            return FrameStatus.NeedMore;
        }

        uint prefix = BinaryPrimitives.ReadUInt32BigEndian(octets);
        length = (int)(prefix & 0xFFFFFF);
        bool soundVersion = prefix >> 24 == DiameterHeader.CurrentVersion;
        if (length < DiameterHeader.Size || length > maxLength || (!soundVersion && (length & 3) != 0))
        {
            length = 0;
            return FrameStatus.Compromised;
        }

        return octets.Length < length ? FrameStatus.NeedMore : FrameStatus.Message;
    }
}
