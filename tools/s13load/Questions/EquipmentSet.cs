using System.Globalization;
using System.Numerics;
using EirDiameter.S13Load.Traffic;

namespace EirDiameter.S13Load.Questions;

/// <summary>
/// The equipment that requests ask about, and what is expected of the answers. Kept in flat arrays, so that tens of millions of
/// entries cost 8 to 18 octets each and nothing to the garbage collector.
/// </summary>
internal sealed class EquipmentSet
{
    private const int LengthShift = 56;
    private const ulong DigitsMask = (1UL << LengthShift) - 1;

    private readonly ulong[]? _written;
    private readonly ushort[]? _expected;
    private readonly ulong[]? _imsis;
    private readonly ulong _first;
    private ulong _stride = 1;

    private EquipmentSet(int count, ulong first, ulong[]? written, ushort[]? expected, ulong[]? imsis)
    {
        Count = count;
        _first = first;
        _written = written;
        _expected = expected;
        _imsis = imsis;
    }

    /// <summary>Number of entries, at least 1.</summary>
    public int Count { get; }

    /// <summary>Whether the entries say what to expect.</summary>
    public bool HasExpectations => _expected is not null;

    /// <summary>Whether the entries carry IMSIs of their own.</summary>
    public bool HasImsis => _imsis is not null;

    /// <summary>Equipment <paramref name="first"/> and those after it: 14 digits each.</summary>
    public static EquipmentSet OfRange(ulong first, int count) => new(count, first, null, null, null);

    /// <summary>Entries read from a file. See <see cref="Pack"/> for the form of <paramref name="written"/> and <paramref name="imsis"/>.</summary>
    /// <param name="written">Equipment as written: 14 to 16 digits.</param>
    /// <param name="expected">Values of <see cref="AnswerCode"/>, or null.</param>
    /// <param name="imsis">IMSIs, 0 = none, or null.</param>
    public static EquipmentSet OfEntries(ulong[] written, ushort[]? expected, ulong[]? imsis) =>
        new(written.Length, 0, written, expected, imsis);

    /// <summary>Digits and their number in one: the digits as a number below 2^56, how many there are in the eight bits above it.</summary>
    public static ulong Pack(ulong digits, int length) => digits | (ulong)length << LengthShift;

    /// <summary>The digits, as a number, and how many there are, of what <see cref="Pack"/> made.</summary>
    public static (ulong Digits, int Length) Unpack(ulong packed) => (packed & DigitsMask, (int)(packed >> LengthShift));

    /// <summary>From now on the entries are visited in an order that looks random, is always the same, and leaves none out.</summary>
    public void Shuffle()
    {
        // A stride without a common divisor visits every entry once. About count/phi apart: neighbours are far from each other.
        ulong stride = (ulong)(Count * 0.6180339887498949) | 1;
        while (BigInteger.GreatestCommonDivisor(stride, Count) != 1)
            stride += 2;
        _stride = stride;
    }

    /// <summary>The entry to ask about in request number <paramref name="request"/>.</summary>
    public int EntryOf(long request)
    {
        ulong count = (ulong)Count;
        ulong index = (ulong)request % count;
        return (int)(_stride == 1 ? index : index * _stride % count);
    }

    /// <summary>The equipment of an entry: its digits as a number, and how many there are (14 to 16).</summary>
    public (ulong Digits, int Length) EquipmentOf(int entry) =>
        _written is null ? (_first + (ulong)entry, 14) : Unpack(_written[entry]);

    /// <summary>The IMSI of an entry; 0 digits if it has none.</summary>
    public (ulong Digits, int Length) ImsiOf(int entry) =>
        _imsis is null || _imsis[entry] == 0 ? (0, 0) : Unpack(_imsis[entry]);

    /// <summary>What the answer about an entry must say.</summary>
    public AnswerCode ExpectedOf(int entry) => _expected is null ? AnswerCode.Any : new AnswerCode(_expected[entry]);

    /// <summary>An entry for people: the digits of its equipment and, if it has one, its IMSI.</summary>
    public string Describe(int entry)
    {
        (ulong digits, int length) = EquipmentOf(entry);
        (ulong imsi, int imsiLength) = ImsiOf(entry);
        string text = digits.ToString(CultureInfo.InvariantCulture).PadLeft(length, '0');
        return imsiLength == 0 ? text : $"{text} with IMSI {imsi.ToString(CultureInfo.InvariantCulture).PadLeft(imsiLength, '0')}";
    }
}
