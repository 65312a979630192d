using EirDiameter.Conformance.Fuzzing.Mutations;
using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Fuzzing.Judging;

/// <summary>All that went out on one connection, found again by what answers carry: Hop-by-Hop and End-to-End Identifier.</summary>
internal sealed class SentMessages
{
    private const int HeaderSize = 20;
    private const int IdentifiersAt = 12, IdentifiersSize = 8;

    private readonly Dictionary<ulong, List<SentEntry>> _entries = [];
    private readonly List<Mutation> _unframed = [];

    /// <summary>Notes a right message of ours.</summary>
    public SentEntry AddOwn(byte[] octets, uint? status = null)
    {
        SentEntry entry = new(octets, null, -1, status);
        Add(entry);
        return entry;
    }

    /// <summary>Notes a mutation: as the messages that a reader finds who goes by the length fields.</summary>
    public void Add(Mutation mutation, int position)
    {
        if (mutation.KeepsFraming)
        {
            Add(new SentEntry(mutation.Octets, mutation, position));
            return;
        }

        _unframed.Add(mutation);
        for (int at = 0; mutation.Octets.Length - at >= HeaderSize;)
        {
            int length = (int)NaiveMessage.Number(mutation.Octets, at + 1, 3);
            if (length < HeaderSize)
                return;
            int end = Math.Min(at + length, mutation.Octets.Length);
            Add(new SentEntry(mutation.Octets[at..end], mutation, position));
            at = end;
        }
    }

    /// <summary>The messages with the identifiers of an answer; none when there is none.</summary>
    public IReadOnlyList<SentEntry> Find(byte[] answer) => _entries.GetValueOrDefault(Identifiers(answer)) ?? [];

    /// <summary>
    /// The mutation without sound framing in whose octets the identifiers occur anywhere: who finds a message there reads it otherwise than we
    /// do, and may answer it.
    /// </summary>
    public Mutation? FindUnframed(byte[] answer) =>
        _unframed.Find(mutation => mutation.Octets.AsSpan().IndexOf(answer.AsSpan(IdentifiersAt, IdentifiersSize)) >= 0);

    private static ulong Identifiers(byte[] octets) =>
        ((ulong)NaiveMessage.Number(octets, IdentifiersAt, 4) << 32) | NaiveMessage.Number(octets, IdentifiersAt + 4, 4);

    private void Add(SentEntry entry)
    {
        ulong identifiers = Identifiers(entry.Octets);
        if (!_entries.TryGetValue(identifiers, out List<SentEntry>? list))
            _entries[identifiers] = list = [];
        list.Add(entry);
    }
}
