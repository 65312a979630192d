using System.Text;
using EirDiameter.Equipment;

namespace EirDiameter.Feed;

/// <summary>What reasons look like in a row, and their digests. Few reasons have many listings, so that each is looked at once.</summary>
internal sealed class ReasonTexts
{
    private const int Most = 1 << 16;
    private readonly Dictionary<string, ReasonText> _known = [];
    private ReasonText _last = new("", [], 0);

    /// <summary>The text of a reason; null and why if no listing can have it.</summary>
    public ReasonText? Find(string reason, out string? fault)
    {
        fault = null;
        if (ReferenceEquals(reason, _last.Reason))
            return _last;
        if (reason is null || !_known.TryGetValue(reason, out ReasonText? text))
        {
            fault = ListingRules.FaultOfReason(reason);
            if (fault is not null)
                return null;
            if (_known.Count == Most)
                _known.Clear();
            text = new ReasonText(reason!, Encoding.UTF8.GetBytes(Quoted(reason!)), ListingDigest.OfReason(reason));
            _known.Add(reason!, text);
        }

        return _last = text;
    }

    // RFC 4180 2: a field with commas or quotes stands in quotes, and quotes in it are doubled. There are no line breaks.
    private static string Quoted(string reason) =>
        reason.AsSpan().IndexOfAny(',', '"') < 0 ? reason : $"\"{reason.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

/// <summary>A reason, its octets in a row, and its digest.</summary>
internal sealed record ReasonText(string Reason, byte[] Octets, ulong Digest);
