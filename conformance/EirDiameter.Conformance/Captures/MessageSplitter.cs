using System.Buffers.Binary;

namespace EirDiameter.Conformance.Captures;

/// <summary>
/// Takes the messages out of a stream of octets by their length fields, RFC 6733 3. Where no message can begin it looks for the next
/// octets that look like one.
/// </summary>
internal sealed class MessageSplitter(Action<Frame, byte[]> found, Action<string> note)
{
    private const int HeaderSize = 20;
    private const int LongestMessage = 1 << 20;

    private readonly List<byte> _unread = [];
    private bool _isLost;

    /// <summary>True when a message has begun and is not whole.</summary>
    public bool HasRest => _unread.Count > 0;

    /// <summary>More octets, and the frame that they came in.</summary>
    public void Add(Frame frame, ReadOnlySpan<byte> octets)
    {
        _unread.AddRange(octets);
        int at = 0;
        ReadOnlySpan<byte> unread = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_unread);
        while (unread.Length - at >= 4)
        {
            ReadOnlySpan<byte> rest = unread[at..];
            int length = Length(rest);
            if (_isLost ? !LooksLikeMessage(rest) : length is < HeaderSize or > LongestMessage)
            {
                if (!_isLost)
                    note($"frame {frame.Number}: no message begins where one should (length {length}); what comes up to the next message is left out");
                _isLost = true;
                at++;
                continue;
            }

            if (rest.Length < length)
                break;
            _isLost = false;
            found(frame, rest[..length].ToArray());
            at += length;
        }

        _unread.RemoveRange(0, at);
    }

    /// <summary>Octets are missing here: what was begun is given up, and what follows may begin within a message.</summary>
    public void Break()
    {
        _unread.Clear();
        _isLost = true;
    }

    /// <summary>Nothing more comes.</summary>
    public void End()
    {
        if (_unread.Count > 0 && !_isLost)
            note($"the last message has only {_unread.Count} octets in the capture, and is left out");
        _unread.Clear();
    }

    /// <summary>
    /// True when a header may begin here, as far as the octets tell: version 1, a length of whole AVPs, no reserved flag, and a first AVP
    /// that fits in.
    /// </summary>
    public static bool LooksLikeMessage(ReadOnlySpan<byte> octets)
    {
        int length = octets.Length < 4 ? 0 : Length(octets);
        if (octets.Length < 4 || octets[0] != 1 || length is < HeaderSize or > LongestMessage || length % 4 != 0)
            return false;
        if (octets.Length > 4 && (octets[4] & 0x0F) != 0)
            return false;
        if (octets.Length < HeaderSize + 8 || length == HeaderSize)
            return length == HeaderSize || octets.Length < HeaderSize + 8 && octets.Length < length;
        uint code = BinaryPrimitives.ReadUInt32BigEndian(octets[HeaderSize..]);
        return code is > 0 and < 100_000 && Length(octets[(HeaderSize + 4)..]) is int avp and >= 8 && avp <= length - HeaderSize;
    }

    /// <summary>True when the length field says that these octets are one message.</summary>
    public static bool IsAsLongAsItSays(ReadOnlySpan<byte> octets) => octets.Length >= HeaderSize && Length(octets) == octets.Length;

    private static int Length(ReadOnlySpan<byte> octets) => (octets[1] << 16) | (octets[2] << 8) | octets[3];
}
