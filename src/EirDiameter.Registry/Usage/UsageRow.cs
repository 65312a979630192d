using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>One line of a summary of used equipment. The same object serves for all lines.</summary>
/// <param name="today">The <see cref="Day"/> it is read on.</param>
/// <param name="retentionDays">How many days back a period may end.</param>
internal sealed class UsageRow(long today, int retentionDays)
{
    /// <summary>Columns that must be there.</summary>
    public static readonly string[] Required = ["equipment", "from", "to", "subscribers"];

    /// <summary>Columns that may be.</summary>
    public static readonly string[] Optional = ["hashes"];

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    private const long MaxSubscribers = 1_000_000_000;
    private const int MaxPeriodDays = 366;

    /// <summary>The equipment.</summary>
    public EquipmentKey Key { get; private set; }

    /// <summary>First day of the period.</summary>
    public long From { get; private set; }

    /// <summary>Last day of the period.</summary>
    public long To { get; private set; }

    /// <summary>Distinct subscribers seen with the equipment.</summary>
    public long Subscribers { get; private set; }

    /// <summary>64 bits of the SHA-256 of each hash that was sent: enough to compare, and less to keep.</summary>
    public HashSet<long> Hashes { get; } = [];

    /// <summary>Reads a line.</summary>
    /// <param name="row">The line.</param>
    /// <param name="error">Null, or what is wrong; it never repeats what could name a subscriber.</param>
    public bool TryRead(BulkRow row, out string? error)
    {
        Hashes.Clear();
        error = null;
        long to = 0;
        if (!TryKey(row[0], out string? why))
            error = why;
        else if (!Day.TryParse(row[1], out long from) || !Day.TryParse(row[2], out to))
            error = "from, to: the first and the last day of the period, such as 2026-11-01 and 2026-11-30";
        else if (to < from || to - from >= MaxPeriodDays)
            error = $"to: the last day is not before the first, and a period has at most {MaxPeriodDays} days";
        else if (to > today)
            error = $"to: the period has not ended yet, today is {Day.Text(today)}";
        else if (to < today - retentionDays)
            error = $"to: the period ended more than {retentionDays} days ago, longer than summaries are kept";
        else if (!long.TryParse(row[3], out long subscribers) || subscribers is < 1 or > MaxSubscribers)
            error = "subscribers: how many distinct ones, 1 or more";
        else if (ReadHashes(row[4]) is string wrong)
            error = wrong;
        else if (Hashes.Count > subscribers)
            error = $"hashes: {Hashes.Count} for {subscribers} subscribers";
        else
            (From, To, Subscribers) = (from, to, subscribers);
        return error is null;
    }

    private static bool IsHash(ReadOnlySpan<char> text)
    {
        bool hex = true;
        bool base64 = true;
        foreach (char c in text)
        {
            hex &= char.IsAsciiHexDigit(c);
            base64 &= char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '-' or '_' or '=';
        }

        return (hex && text.Length is >= 32 and <= 128) || (base64 && text.Length is >= 22 and <= 88 && text.ContainsAnyExceptInRange('0', '9'));
    }

    private bool TryKey(string text, out string? error)
    {
        if (Imei.TryParseListed(text, out Imei imei, out error))
            Key = imei.Key;
        else if (EquipmentKey.TryParse(text, out EquipmentKey meid) && meid.IsMeid)
            (Key, error) = (meid, null);
        return error is null;
    }

    private string? ReadHashes(string text)
    {
        foreach (Range part in text.AsSpan().Split('|'))
        {
            ReadOnlySpan<char> hash = text.AsSpan(part).Trim();
            if (hash.IsEmpty)
                continue;
            if (hash.Length <= 20 && !hash.ContainsAnyExceptInRange('0', '9'))
                return "hashes: this looks like an IMSI or a number, which must not leave its network: send salted hashes, such as SHA-256 in hexadecimal";
            if (!IsHash(hash))
                return "hashes: each is 32 to 128 hexadecimal digits or 22 to 88 characters of base64, with | between";
            Hashes.Add(Shorten(hash));
        }

        return null;
    }

    private static long Shorten(ReadOnlySpan<char> hash)
    {
        Span<byte> octets = stackalloc byte[128];
        int length = Encoding.ASCII.GetBytes(hash, octets);

        // Hexadecimal digits mean the same in either case; what is not hexadecimal does not.
        if (!hash.ContainsAnyExcept(HexDigits))
            Ascii.ToLowerInPlace(octets[..length], out _);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(octets[..length], digest);
        return BinaryPrimitives.ReadInt64BigEndian(digest);
    }
}
