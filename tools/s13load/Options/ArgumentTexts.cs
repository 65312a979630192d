using System.Globalization;
using EirDiameter.S13Load.Questions;

namespace EirDiameter.S13Load.Options;

/// <summary>Reads the values of options that are more than a number or a word. Each says what it wants when it cannot.</summary>
internal static class ArgumentTexts
{
    /// <summary>Reads <c>tcp://HOST[:PORT]</c>, <c>tls://HOST[:PORT]</c> or <c>sctp://HOST[:PORT]</c>; IPv6 addresses stand in brackets.</summary>
    public static bool TryReadTarget(string text, out string transport, out string host, out int port, out string error)
    {
        (host, port, error) = ("", 0, "");
        transport = text.Split("://")[0].ToLowerInvariant();
        if (text.StartsWith('-'))
            error = $"there is no option {text}; try s13load --help";
        else if (!text.Contains("://", StringComparison.Ordinal))
            error = $"'{text}' is not a target: write tcp://HOST:PORT, for example tcp://127.0.0.1:3868";
        else if (transport is not ("tcp" or "tls" or "sctp"))
            error = $"'{text}': only tcp://, tls:// and sctp:// targets can be loaded";
        else if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0 || uri.AbsolutePath.Length > 1 || uri.Port == 0)
            error = $"'{text}' is not a target: write tcp://HOST:PORT, for example tcp://127.0.0.1:3868";
        else
            (host, port) = (uri.IdnHost, uri.Port >= 0 ? uri.Port : transport == "tls" ? 5868 : 3868);
        return error.Length == 0;
    }

    /// <summary>Reads a time: <c>100us</c>, <c>250ms</c>, <c>10s</c>, <c>2m</c>; a plain number means seconds.</summary>
    public static bool TryReadTime(string text, out TimeSpan time)
    {
        (string number, double seconds) = text switch
        {
            _ when text.EndsWith("us", StringComparison.Ordinal) => (text[..^2], 0.000001),
            _ when text.EndsWith("ms", StringComparison.Ordinal) => (text[..^2], 0.001),
            _ when text.EndsWith('s') => (text[..^1], 1),
            _ when text.EndsWith('m') => (text[..^1], 60),
            _ => (text, 1),
        };
        bool good = double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            && value * seconds is > 0 and < 864_000;
        time = good ? TimeSpan.FromTicks((long)Math.Round(value * seconds * TimeSpan.TicksPerSecond)) : TimeSpan.Zero;
        return good;
    }

    /// <summary>Reads a number of requests (<c>5000</c>, <c>2M</c>) or, with a unit of time behind it, a time.</summary>
    public static bool TryReadAmount(string text, out Amount amount)
    {
        amount = Amount.None;
        if (TryReadCount(text, out long count))
        {
            amount = new Amount(count, null);
            return true;
        }
        if (text.Length == 0 || char.IsAsciiDigit(text[^1]) || !TryReadTime(text, out TimeSpan time))
            return false;
        amount = new Amount(null, time);
        return true;
    }

    /// <summary>Reads a number of 0 or more; <c>k</c> and <c>M</c> behind it mean thousands and millions.</summary>
    public static bool TryReadCount(string text, out long count)
    {
        long unit = text.Length == 0 ? 1 : text[^1] switch { 'k' or 'K' => 1_000, 'M' => 1_000_000, _ => 1 };
        bool good = long.TryParse(unit == 1 ? text : text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out count)
            && count <= long.MaxValue / unit;
        count = good ? count * unit : 0;
        return good;
    }

    /// <summary>Reads <c>FIRST..COUNT</c>: 14 digits, and how many from there on.</summary>
    public static bool TryReadRange(string text, out (ulong First, int Count) range)
    {
        range = default;
        int dots = text.IndexOf("..", StringComparison.Ordinal);
        if (dots != 14 || !ulong.TryParse(text[..14], NumberStyles.None, CultureInfo.InvariantCulture, out ulong first))
            return false;
        if (!TryReadCount(text[16..], out long count) || count is < 1 or > int.MaxValue || first + (ulong)count > 100_000_000_000_000)
            return false;
        range = (first, (int)count);
        return true;
    }

    /// <summary>Reads forms of an IMEI, comma between them: <c>as-given</c>, <c>14</c>, <c>15</c>, <c>15-spare</c>, <c>16</c>.</summary>
    public static bool TryReadForms(string text, out ImeiForm[] forms)
    {
        string[] names = text.Split(',');
        forms = new ImeiForm[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            ImeiForm? form = names[i].Trim() switch
            {
                "as-given" => ImeiForm.AsGiven,
                "14" => ImeiForm.Plain,
                "15" => ImeiForm.CheckDigit,
                "15-spare" => ImeiForm.SpareDigit,
                "16" => ImeiForm.SoftwareVersion,
                _ => null,
            };
            if (form is null)
                return false;
            forms[i] = form.Value;
        }
        return true;
    }

    /// <summary>Whether this can stand in a DiameterIdentity: an ASCII host or realm name (RFC 6733 4.3.1).</summary>
    public static bool IsIdentity(string text) =>
        text.Length is > 0 and <= 200 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    /// <summary>Whether this is so many digits and nothing else.</summary>
    public static bool AreDigits(string text, int least, int most) =>
        text.Length >= least && text.Length <= most && text.All(char.IsAsciiDigit);
}
