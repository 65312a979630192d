using EirDiameter.Conformance.Fuzzing.Mutations;

namespace EirDiameter.Conformance.Fuzzing.Conversations;

/// <summary>What is sent on one connection.</summary>
/// <param name="State">The state that the target is brought into first.</param>
/// <param name="Items">Mutations behind which the connection should go on.</param>
/// <param name="Last">The mutation that may end it; null when there is none.</param>
internal sealed record ConversationPlan(FuzzState State, IReadOnlyList<Mutation> Items, Mutation? Last)
{
    // What two sockets hold for certain: both sides could otherwise wait for the other to read.
    private const int MostOctets = 48 * 1024;
    private const int MostItems = 64;

    /// <summary>All of it, in order.</summary>
    public IEnumerable<Mutation> All => Last is null ? Items : Items.Append(Last);

    /// <summary>Shares mutations out over as few connections as the mutations that end one allow.</summary>
    public static IEnumerable<ConversationPlan> For(IEnumerable<Mutation> mutations)
    {
        foreach (IGrouping<FuzzState, Mutation> group in mutations.GroupBy(mutation => mutation.Place.State))
        {
            Queue<Mutation> last = new(group.Where(mutation => mutation.TakesConnection));
            foreach (List<Mutation> items in Slices([.. group.Where(mutation => !mutation.TakesConnection)], last.Count))
                yield return new ConversationPlan(group.Key, items, last.TryDequeue(out Mutation? one) ? one : null);
            foreach (Mutation one in last)
                yield return new ConversationPlan(group.Key, [], one);
        }
    }

    private static IEnumerable<List<Mutation>> Slices(List<Mutation> mutations, int wanted)
    {
        int most = Math.Clamp((mutations.Count + wanted) / Math.Max(wanted, 1), 1, MostItems);
        List<Mutation> slice = [];
        int octets = 0;
        foreach (Mutation mutation in mutations)
        {
            if (slice.Count > 0 && (slice.Count >= most || octets + mutation.Octets.Length > MostOctets))
            {
                yield return slice;
                slice = [];
                octets = 0;
            }

            slice.Add(mutation);
            octets += mutation.Octets.Length;
        }

        if (slice.Count > 0)
            yield return slice;
    }
}

/// <summary>How a conversation went.</summary>
internal enum ConversationEnd
{
    /// <summary>As planned: what followed the mutations was answered, or nothing more was to be expected.</summary>
    Done,

    /// <summary>The target ended the connection before it had answered what followed the mutations.</summary>
    Ended,

    /// <summary>The target neither answered what followed the mutations nor ended the connection.</summary>
    Silent,

    /// <summary>No connection was accepted.</summary>
    Refused,
}

/// <summary>How a conversation went, and how far.</summary>
/// <param name="End">How.</param>
/// <param name="Introduced">True when what comes before the first mutation was answered: mutations were sent.</param>
/// <param name="Answered">So many of the mutations were certainly read: the last of these was answered.</param>
internal readonly record struct ConversationResult(ConversationEnd End, bool Introduced, int Answered);
