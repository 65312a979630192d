using System.Text;

namespace EirDiameter.Registry;

/// <summary>Texts as people write them: no control characters, which PostgreSQL does not take (NUL) or which would make a log or a list say something else.</summary>
internal static class PlainText
{
    private const int MaxWhy = 1000;

    /// <summary>Whether there is nothing else in it.</summary>
    public static bool Is(string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            // Half of a surrogate pair comes as U+FFFD.
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar)
                return false;
        }

        return true;
    }

    /// <summary>A reason that has to be given.</summary>
    /// <exception cref="RegistryException">It is not, or cannot be used.</exception>
    public static string Why(string? why) =>
        string.IsNullOrWhiteSpace(why) ? throw new RegistryException(RegistryFault.Refused, $"why: say why, in at most {MaxWhy} characters") : MayWhy(why)!;

    /// <summary>A reason that may be given.</summary>
    /// <exception cref="RegistryException">It cannot be used.</exception>
    public static string? MayWhy(string? why)
    {
        if (why?.Length > MaxWhy)
            throw new RegistryException(RegistryFault.Refused, $"why: say why, in at most {MaxWhy} characters");
        return why is null || Is(why) ? why?.Trim() : throw new RegistryException(RegistryFault.Refused, "why: holds a control character; write it as plain text, in one line");
    }
}
