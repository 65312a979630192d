using System.Globalization;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>One line of a declaration: serial numbers of a TAC, or none and only the word that it is complete.</summary>
/// <param name="Line">Its number in what was sent.</param>
/// <param name="Tac">The TAC.</param>
/// <param name="From">The first serial number.</param>
/// <param name="To">The last; below <paramref name="From"/> = none.</param>
/// <param name="Complete">What it says of completeness; null = nothing.</param>
/// <param name="IsRefused">Whether it was refused: it only tells of which TAC something is missing, or, without a TAC, that of any TAC something may be.</param>
internal readonly record struct DeclaredLine(long Line, Tac Tac, uint From, uint To, bool? Complete, bool IsRefused = false)
{
    private const int SerialLength = 6;

    /// <summary>Whether it names serial numbers.</summary>
    public bool HasRange => From <= To;

    /// <summary>A line that was refused.</summary>
    /// <param name="line">Number of the line.</param>
    /// <param name="texts">What may name its TAC: 8 digits, or a key or IMEI that begins with them.</param>
    public static DeclaredLine Refused(long line, params ReadOnlySpan<string> texts)
    {
        foreach (string text in texts)
        {
            if (text.Length is Tac.Length or >= EquipmentKey.Length and <= EquipmentKey.Length + 2 && Tac.TryParse(text.AsSpan(0, Tac.Length), out Tac tac))
                return new(line, tac, 1, 0, null, IsRefused: true);
        }

        return new(line, Tac.None, 1, 0, null, IsRefused: true);
    }

    /// <summary>Reads a range.</summary>
    /// <param name="line">Number of the line.</param>
    /// <param name="tac">8 digits; empty if the other two are keys.</param>
    /// <param name="from">6 or 14 digits; empty = no range.</param>
    /// <param name="to">6 or 14 digits; empty = as <paramref name="from"/>.</param>
    /// <param name="complete">0, 1, true, false, yes or no; empty = nothing said.</param>
    /// <param name="read">The line.</param>
    /// <returns>Null, or what is wrong.</returns>
    public static string? TryRange(long line, string tac, string from, string to, string complete, out DeclaredLine read)
    {
        read = default;
        Tac? of = null;
        if (tac.Length > 0)
        {
            if (!Tac.TryParse(tac, out Tac given))
                return $"'{tac}' is not a TAC: it has 8 digits, with its leading zeros";
            of = given;
        }

        if (!TryComplete(complete, out bool? isComplete))
            return $"complete: '{complete}' is neither 1 nor 0";
        if (from.Length == 0 && to.Length == 0)
        {
            if (of is null)
                return "neither a TAC nor a range is given";
            read = new(line, of.Value, 1, 0, isComplete);
            return null;
        }

        string? error = TrySerial(from, ref of, out uint first);
        error ??= to.Length == 0 ? null : TrySerial(to, ref of, out _);
        if (error is not null)
            return error;
        if (of is not { } known)
            return "the TAC is missing: give it, or keys of 14 digits";
        uint last = first;
        if (to.Length > 0)
            _ = TrySerial(to, ref of, out last);
        read = new(line, known, first, last, isComplete);
        return last < first ? $"the range ends with {to} before it begins with {from}" : null;
    }

    /// <summary>Reads one IMEI.</summary>
    public static string? TryImei(long line, string imei, string complete, out DeclaredLine read)
    {
        read = default;
        if (!Imei.TryParseListed(imei, out Imei parsed, out string? error))
            return error;
        if (!TryComplete(complete, out bool? isComplete))
            return $"complete: '{complete}' is neither 1 nor 0";
        read = new(line, parsed.Key.Tac, parsed.Key.SerialNumber, parsed.Key.SerialNumber, isComplete);
        return null;
    }

    private static string? TrySerial(string text, ref Tac? tac, out uint serial)
    {
        serial = 0;
        if (text.Length == SerialLength && uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out serial))
            return null;
        if (text.Length != EquipmentKey.Length || !EquipmentKey.TryParse(text, out EquipmentKey key) || key.IsMeid)
            return $"'{text}' is neither a serial number of 6 digits nor a key of 14";
        if (tac is { } known && known != key.Tac)
            return $"{text} is not of TAC {known}: a range stays within its TAC";
        tac = key.Tac;
        serial = key.SerialNumber;
        return null;
    }

    private static bool TryComplete(string text, out bool? complete)
    {
        complete = text.ToLowerInvariant() switch
        {
            "1" or "true" or "yes" => true,
            "0" or "false" or "no" => false,
            _ => null,
        };
        return complete is not null || text.Length == 0;
    }
}
