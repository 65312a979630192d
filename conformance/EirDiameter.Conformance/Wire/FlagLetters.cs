namespace EirDiameter.Conformance.Wire;

/// <summary>Octets of flags, written in letters: <c>-</c> is none of them.</summary>
internal static class FlagLetters
{
    private const string Header = "RPET1234";
    private const string Avp = "VMP12345";

    /// <summary>RFC 6733 3: R, P, E, T, and 1 to 4 for the reserved bits.</summary>
    /// <exception cref="FormatException">Another letter.</exception>
    public static byte OfHeader(string text) => Parse(text, Header);

    /// <summary>RFC 6733 4.1: V, M, P, and 1 to 5 for the reserved bits.</summary>
    /// <exception cref="FormatException">Another letter.</exception>
    public static byte OfAvp(string text) => Parse(text, Avp);

    /// <summary>The letters of a message's flags.</summary>
    public static string HeaderText(byte flags) => Text(flags, Header);

    /// <summary>The letters of an AVP's flags.</summary>
    public static string AvpText(byte flags) => Text(flags, Avp);

    private static byte Parse(string text, string letters)
    {
        byte flags = 0;
        foreach (char letter in text is "-" ? "" : text)
        {
            int bit = letters.IndexOf(char.ToUpperInvariant(letter), StringComparison.Ordinal);
            if (bit < 0)
                throw new FormatException($"'{text}' are no flags: write letters of {letters}, or '-' for none");
            flags |= (byte)(0x80 >> bit);
        }

        return flags;
    }

    private static string Text(byte flags, string letters)
    {
        string text = string.Concat(letters.Where((_, bit) => (flags & (0x80 >> bit)) != 0));
        return text.Length == 0 ? "-" : text;
    }
}
