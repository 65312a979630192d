using EirDiameter.Equipment;
using EirDiameter.Node.Seen;
using EirDiameter.Store;

namespace EirDiameter.Node.Feeds;

/// <summary>
/// Which equipment that really is on the network a change would block: seen in the last day, let in now, and answered black if the feed
/// listed it black. The policy decides, with what all other feeds say.
/// </summary>
/// <param name="store">What all feeds say.</param>
/// <param name="policy">What it means.</param>
/// <param name="seen">What was asked about; null = not remembered.</param>
/// <param name="time">The clock.</param>
internal sealed class Blackout(ListingStore store, Policy policy, SeenEquipment? seen, TimeProvider time)
{
    /// <summary>Distinct equipment seen in the last day; 0 if that is not remembered.</summary>
    public long Seen => seen?.Count ?? 0;

    /// <summary>Counts them, each once, and names the first.</summary>
    /// <param name="feed">The feed that changes.</param>
    /// <param name="turning">What would become black in it. A pair blocks one subscriber and no equipment: it is passed over.</param>
    /// <param name="first">Takes the first of them, at most <see cref="ChangeDiff.MaxBlocked"/>.</param>
    /// <exception cref="StoreException">The listings could not be read.</exception>
    public long Count(string feed, IEnumerable<BlackListed> turning, List<string> first)
    {
        if (seen is null || seen.Count == 0) return 0;
        Lazy<EquipmentKey[]> sorted = new(seen.Sorted);
        byte number = NumberOf(feed);
        uint now = Validity.QuarterOf(time.GetUtcNow());
        HashSet<EquipmentKey> blocked = [];
        using StoreReader reader = store.Rent();
        foreach (BlackListed listed in turning)
        {
            if (listed.Imsi != Imsi.None) continue;
            foreach (EquipmentKey key in SeenOf(seen, sorted, listed))
            {
                if (blocked.Contains(key) || !Turns(reader, number, key, listed, now)) continue;
                blocked.Add(key);
                if (first.Count < ChangeDiff.MaxBlocked) first.Add(key.ToString());
            }
        }

        return blocked.Count;
    }

    /// <summary>Counts the equipment seen that is answered differently once it is not among what was produced, and names the first.</summary>
    /// <param name="staged">What will be said of what was produced.</param>
    /// <param name="first">Takes the first of them, at most <see cref="ChangeDiff.MaxBlocked"/>.</param>
    /// <exception cref="StoreException">The listings could not be read.</exception>
    public long CountNotProduced(StagedProduced staged, List<string> first)
    {
        if (seen is null) return 0;
        long count = 0;
        uint now = Validity.QuarterOf(time.GetUtcNow());
        FoundListings found = default;
        using StoreReader reader = store.Rent();
        foreach (EquipmentKey key in seen.Sorted())
        {
            if (staged.Find(key) != ProducedVerdict.NotProduced) continue;
            reader.FindFromDisk(key, Imsi.None, ref found);
            if (found.Produced == ProducedVerdict.NotProduced) continue;
            Question question = Question.About(key);
            Decision before = policy.Decide(question, found, now);
            found.Produced = ProducedVerdict.NotProduced;
            Decision after = policy.Decide(question, found, now);
            if ((after.IsError, after.Status) == (before.IsError, before.Status)) continue;
            count++;
            if (first.Count < ChangeDiff.MaxBlocked) first.Add(key.ToString());
        }

        return count;
    }

    private static IEnumerable<EquipmentKey> SeenOf(SeenEquipment seen, Lazy<EquipmentKey[]> sorted, BlackListed listed)
    {
        if (listed.From == listed.To)
        {
            if (seen.WasSeen(listed.From)) yield return listed.From;
            yield break;
        }

        int first = Array.BinarySearch(sorted.Value, listed.From);
        for (int i = first < 0 ? ~first : first; i < sorted.Value.Length && sorted.Value[i] <= listed.To; i++) yield return sorted.Value[i];
    }

    // As if it counted from now on, since what becomes black tomorrow blocks tomorrow; and in place of what the feed says of the same now,
    // since that may go at once.
    private bool Turns(StoreReader reader, byte feed, EquipmentKey key, in BlackListed listed, uint now)
    {
        Question question = Question.About(key);
        FoundListings found = default;
        reader.FindFromDisk(key, Imsi.None, ref found);
        if (IsBlack(policy.Decide(question, found, now))) return false;
        FoundListings after = default;
        after.Add(feed, ScopeOf(listed), new Listing(EquipmentList.Black, 0, Validity.Always), listed.From, listed.To);
        foreach (ref readonly FoundListing item in found.Items)
        {
            bool replaced = item.Feed == feed && item.From == listed.From.Value && item.To == listed.To.Value;
            if (!replaced) after.Add(item.Feed, item.Scope, item.Listing, new EquipmentKey(item.From), new EquipmentKey(item.To));
        }

        return IsBlack(policy.Decide(question, after, now));
    }

    private byte NumberOf(string feed)
    {
        for (int i = 0; i < store.Feeds.Count; i++)
        {
            if (store.Feeds[i] == feed) return (byte)i;
        }

        throw new StoreException($"there is no feed '{feed}'");
    }

    private static ListingScope ScopeOf(in BlackListed listed) =>
        listed.From == listed.To ? ListingScope.Equipment
        : !listed.From.IsMeid && listed.From == listed.From.Tac.First && listed.To == listed.From.Tac.Last ? ListingScope.Tac
        : ListingScope.Range;

    private static bool IsBlack(in Decision decision) => !decision.IsError && decision.Status == EquipmentStatus.Black;
}
