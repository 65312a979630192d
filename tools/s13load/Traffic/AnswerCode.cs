using System.Globalization;

namespace EirDiameter.S13Load.Traffic;

/// <summary>
/// What an ME-Identity-Check-Answer says, in one number: an Equipment-Status (TS 29.272 7.3.51), "unknown" (Experimental-Result
/// 10415/5422, TS 29.272 7.4.3), or the code of any other result. 0 = no expectation.
/// </summary>
internal readonly record struct AnswerCode(ushort Value)
{
    /// <summary>Nothing is expected: any well-formed answer will do.</summary>
    public static readonly AnswerCode Any;

    /// <summary>Result-Code 2001 and Equipment-Status 0.</summary>
    public static readonly AnswerCode White = new(1);

    /// <summary>Result-Code 2001 and Equipment-Status 2.</summary>
    public static readonly AnswerCode Grey = new(2);

    /// <summary>Result-Code 2001 and Equipment-Status 1.</summary>
    public static readonly AnswerCode Black = new(3);

    /// <summary>Experimental-Result 10415/5422: the equipment is not known.</summary>
    public static readonly AnswerCode Unknown = new(4);

    private const ushort FirstResultCode = 1000;
    private const ushort UnknownResultCode = 5422;

    /// <summary>The code of a result that is not an Equipment-Status and not "unknown".</summary>
    public static AnswerCode OfResult(uint resultCode) =>
        new((ushort)Math.Clamp(resultCode, FirstResultCode, ushort.MaxValue));

    /// <summary>The status that an Equipment-Status of 0, 1 or 2 names.</summary>
    public static AnswerCode OfStatus(uint equipmentStatus) => equipmentStatus switch
    {
        0 => White,
        1 => Black,
        2 => Grey,
        _ => throw new ArgumentOutOfRangeException(nameof(equipmentStatus)),
    };

    /// <summary>Reads <c>white</c>, <c>grey</c>, <c>black</c>, <c>unknown</c> or a result code of 1000 to 65535 (5422 = unknown).</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out AnswerCode code)
    {
        code = text.Length switch
        {
            5 when text.SequenceEqual("white"u8) => White,
            4 when text.SequenceEqual("grey"u8) => Grey,
            5 when text.SequenceEqual("black"u8) => Black,
            7 when text.SequenceEqual("unknown"u8) => Unknown,
            _ => Any,
        };
        if (code != Any)
            return true;
        if (!ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) || number < FirstResultCode)
            return false;
        code = number == UnknownResultCode ? Unknown : new AnswerCode(number);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Value switch
    {
        0 => "any",
        1 => "white",
        2 => "grey",
        3 => "black",
        4 => "unknown",
        _ => Value.ToString(CultureInfo.InvariantCulture),
    };
}
