using System.Globalization;

namespace EirDiameter.Conformance.Messages;

/// <summary>What a length field says: the truth plus something, or a number of its own.</summary>
/// <param name="IsRelative">True: added to the true length.</param>
/// <param name="Number">Octets.</param>
internal readonly record struct LengthClaim(bool IsRelative, int Number)
{
    /// <summary>Reads <c>+4</c>, <c>-1</c> or <c>19</c>.</summary>
    public static bool TryParse(string text, out LengthClaim claim)
    {
        bool isRelative = text.StartsWith('+') || text.StartsWith('-');
        bool isNumber = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number);
        claim = new LengthClaim(isRelative, number);
        return isNumber && Math.Abs(number) <= 0xFFFFFF;
    }

    /// <summary>What to write where the true length is this.</summary>
    public uint For(int length) => (uint)(IsRelative ? length + Number : Number) & 0xFFFFFF;
}
