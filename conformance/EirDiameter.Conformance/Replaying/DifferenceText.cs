using EirDiameter.Conformance.Reports;
using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Replaying;

/// <summary>Two answers side by side, with a mark where they differ in what counts, and only there.</summary>
internal static class DifferenceText
{
    private const int IdentifierLine = 1;

    /// <summary>The block.</summary>
    public static string Of(byte[] expected, byte[] expectedTo, byte[] received, byte[] receivedTo, int width)
    {
        if (NaiveMessage.Decode(expected) is not { } one || NaiveMessage.Decode(received) is not { } other)
            return SideBySide.Of(MessageLines.Of(expected), MessageLines.Of(received), width: width, comparer: new Lines([], []));
        byte[]? expectedSession = AnswerComparison.SessionOf(expectedTo), receivedSession = AnswerComparison.SessionOf(receivedTo);
        NaiveMessage ordered = new()
        {
            Flags = other.Flags,
            Command = other.Command,
            Application = other.Application,
            HopByHop = other.HopByHop,
            EndToEnd = other.EndToEnd,
            Avps = InOrderOf(one.Avps, expectedSession, other.Avps, receivedSession),
        };
        byte[] shown = ordered.Encode();
        Lines comparer = new(Counting(one, expectedSession), Counting(ordered, receivedSession));
        return SideBySide.Of(MessageLines.Of(expected), MessageLines.Of(shown), width: width, comparer: comparer);
    }

    // First those that are the same, then those of the same code: what differs in its order alone must not look different.
    private static List<NaiveAvp> InOrderOf(List<NaiveAvp> expected, byte[]? expectedSession, List<NaiveAvp> received, byte[]? receivedSession)
    {
        List<NaiveAvp> left = [.. received];
        NaiveAvp?[] places = new NaiveAvp?[expected.Count];
        foreach (bool exactly in (ReadOnlySpan<bool>)[true, false])
        {
            for (int i = 0; i < expected.Count; i++)
            {
                NaiveAvp avp = expected[i];
                int found = places[i] is not null ? -1 : left.FindIndex(one => one.Code == avp.Code && one.Vendor == avp.Vendor
                    && (!exactly || AnswerComparison.Key(one, receivedSession) == AnswerComparison.Key(avp, expectedSession)));
                if (found < 0)
                    continue;
                places[i] = left[found];
                left.RemoveAt(found);
            }
        }

        return [.. places.OfType<NaiveAvp>(), .. left];
    }

    // Lines of AVPs whose text does not count, with what does.
    private static Dictionary<string, string> Counting(NaiveMessage message, byte[]? session)
    {
        Dictionary<string, string> counting = [];
        foreach (NaiveAvp avp in message.Avps)
        {
            string line = MessageLines.Of(new NaiveMessage { Avps = [avp] }.Encode())[IdentifierLine + 1];
            string? key = AnswerComparison.Key(avp, session);
            if (key is null || key.EndsWith(" any", StringComparison.Ordinal) || key.EndsWith(" echo", StringComparison.Ordinal))
                counting[line] = key ?? $"{avp.Code} optional";
        }

        return counting;
    }

    private sealed class Lines(Dictionary<string, string> left, Dictionary<string, string> right) : IEqualityComparer<string>
    {
        // The left line is always of the expected message: SideBySide compares in this order.
        public bool Equals(string? x, string? y)
        {
            if (x == y || x is null || y is null)
                return x == y;
            if (x.StartsWith("Hop-by-Hop ", StringComparison.Ordinal) && y.StartsWith("Hop-by-Hop ", StringComparison.Ordinal))
                return true;
            return WithoutLength(x) is { } shortened && shortened == WithoutLength(y)
                || left.TryGetValue(x, out string? one) && right.TryGetValue(y, out string? other) && one == other;
        }

        public int GetHashCode(string obj) => 0;

        // The length of a message follows from what it holds.
        private static string? WithoutLength(string line)
        {
            int length = line.StartsWith(' ') ? -1 : line.IndexOf("  length ", StringComparison.Ordinal);
            return length < 0 ? null : line[..length];
        }
    }
}
