using System.Buffers.Binary;

namespace EirDiameter.Protocol;

/// <summary>Walks the AVPs of a message (after its header) or of a Grouped AVP, one level. Never throws, never loops without progress.</summary>
public ref struct AvpReader
{
    private readonly ReadOnlySpan<byte> _payload;
    private int _next;
    private Avp _current;

    /// <summary>Reads the AVPs in <paramref name="payload"/>.</summary>
    public AvpReader(ReadOnlySpan<byte> payload)
    {
        _payload = payload;
        _next = 0;
        _current = default;
        Malformed = false;
    }

    /// <summary>The AVP that <see cref="MoveNext"/> came to.</summary>
    public readonly Avp Current => _current;

    /// <summary>True when the walk ended before the end: the AVP at <see cref="Position"/> has a length that cannot be.</summary>
    public bool Malformed { get; private set; }

    /// <summary>Where the next AVP starts within the payload; or the malformed one, if <see cref="Malformed"/>.</summary>
    public readonly int Position => _next;

    /// <summary>The AVPs of a whole message; none if it is shorter than a header.</summary>
    public static AvpReader OfMessage(ReadOnlySpan<byte> message) =>
        new(message.Length < DiameterHeader.Size ? default : message[DiameterHeader.Size..]);

    /// <summary>For <c>foreach</c>.</summary>
    public readonly AvpReader GetEnumerator() => this;

    /// <summary>Goes to the next AVP. False at the end, and at an AVP that cannot be read (then <see cref="Malformed"/>).</summary>
    public bool MoveNext()
    {
        int remaining = _payload.Length - _next;
        if (remaining <= 0 || Malformed)
            return false;

        ReadOnlySpan<byte> rest = _payload[_next..];
        if (remaining < AvpHeader.Size)
            return Fail();

        uint code = BinaryPrimitives.ReadUInt32BigEndian(rest);
        uint flagsAndLength = BinaryPrimitives.ReadUInt32BigEndian(rest[4..]);
        var flags = (AvpFlags)(flagsAndLength >> 24);
        int length = (int)(flagsAndLength & 0xFFFFFF);
        int headerSize = (flags & AvpFlags.Vendor) != 0 ? AvpHeader.VendorSize : AvpHeader.Size;
        if (length < headerSize || length > remaining)
            return Fail();

        uint vendorId = headerSize == AvpHeader.VendorSize ? BinaryPrimitives.ReadUInt32BigEndian(rest[8..]) : 0;
        _current = new Avp(code, vendorId, flags, rest[headerSize..length], _next, length);

        // The last AVP of a group may come without its padding: some stacks leave it out, and nothing is lost by it.
        _next = Math.Min(_next + AvpHeader.Padded(length), _payload.Length);
        return true;
    }

    private bool Fail()
    {
        Malformed = true;
        _current = default;
        return false;
    }
}
