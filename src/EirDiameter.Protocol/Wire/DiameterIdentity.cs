using System.Globalization;
using System.Text;

namespace EirDiameter.Protocol;

/// <summary>The DiameterIdentity type, RFC 6733 4.3.1 and appendix D: a host or realm name in ASCII, compared without regard to case.</summary>
public static class DiameterIdentity
{
    /// <summary>The longest name, in octets (RFC 1035).</summary>
    public const int MaximumLength = 255;

    // U-labels must have become A-labels before they reach Diameter, RFC 6733 appendix D.
    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true, AllowUnassigned = false };

    /// <summary>True for 1 to 255 octets of printable ASCII without blanks.</summary>
    public static bool IsValid(ReadOnlySpan<byte> identity) =>
        identity.Length is > 0 and <= MaximumLength && !identity.ContainsAnyExceptInRange((byte)0x21, (byte)0x7E);

    /// <summary>Compares without regard to the case of ASCII letters.</summary>
    public static bool AreEqual(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        left.Length == right.Length && (left.SequenceEqual(right) || Ascii.EqualsIgnoreCase(left, right));

    /// <summary>Turns a configured name into its ASCII form (RFC 5891). False when it is no name of a host or realm.</summary>
    public static bool TryNormalise(string? name, out string ascii)
    {
        ascii = "";
        if (string.IsNullOrWhiteSpace(name))
            return false;
        try
        {
            ascii = Idn.GetAscii(name);
        }
        catch (ArgumentException)
        {
            return false;
        }

        return ascii.Length is > 0 and <= MaximumLength;
    }
}
