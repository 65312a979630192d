using Dapper;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>
/// Resolves findings of equipment that was never produced or not allocated when those who know say otherwise by now, whether or not summaries of it are still kept. What somebody
/// confirmed goes only if they say so outright: that the equipment was made, or its TAC allocated.
/// </summary>
internal sealed class FindingRefutation(AllocationStatus allocations)
{
    private const int AtOnce = 10_000;

    /// <summary>Looks at all that stand.</summary>
    /// <returns>How many were resolved.</returns>
    public async Task<long> RunAsync(Change change) =>
        await RefuteAsync(change, FindingKind.NeverProduced, "its maker declares it, or does not call complete any more what it declares", MadeAsync)
        + await RefuteAsync(change, FindingKind.NotAllocated, "its TAC has come into the TAC database", AllocatedAsync);

    private static async Task<long> RefuteAsync(
        Change change, FindingKind kind, string why, Func<Change, IReadOnlyList<Standing>, Task<IReadOnlyList<long>>> refuted)
    {
        long count = 0;
        string word = RegistryWords.Of(kind);
        Standing[] some;
        for (long after = -1; (some = await PageAsync(change, word, after)).Length > 0; after = some[^1].Key)
        {
            IReadOnlyList<long> gone = await refuted(change, some);
            count += gone.Count;
            string keys = change.Dialect.KeysSource("keys");
            await change.Connection.ExecuteAsync(
                $"""
                DELETE FROM finding_settlements WHERE kind = @word AND key IN (SELECT keys.key FROM {keys});
                UPDATE findings SET status = 'resolved', evidence = '[]', updated = @sequence, settled_by = 0, settled_as = @name, settled_why = @why
                WHERE kind = @word AND key IN (SELECT keys.key FROM {keys})
                """,
                new { word, why, sequence = change.Sequence, name = Actor.Registry.Name, keys = change.Dialect.Keys(gone) },
                change.Transaction);
        }

        return count;
    }

    private static async Task<Standing[]> PageAsync(Change change, string kind, long after) => [.. await change.Connection.QueryAsync<Standing>(
        "SELECT key AS Key, status AS Status FROM findings WHERE kind = @kind AND status IN ('open', 'confirmed') AND key > @after ORDER BY key LIMIT @AtOnce",
        new { kind, after, AtOnce },
        change.Transaction,
        commandTimeout: 0)];

    private static async Task<IReadOnlyList<long>> MadeAsync(Change change, IReadOnlyList<Standing> some)
    {
        Dictionary<EquipmentKey, ProducedAnswer> said = await ProducedVerdicts.OfAsync(change.Connection, change.Transaction, change.Dialect, [.. some.Select(s => s.Equipment)]);
        return [.. some.Where(s => said[s.Equipment].Verdict is var verdict && (s.IsOpen ? verdict != ProducedVerdict.NotProduced : verdict == ProducedVerdict.Produced)).Select(s => s.Key)];
    }

    private async Task<IReadOnlyList<long>> AllocatedAsync(Change change, IReadOnlyList<Standing> some)
    {
        Dictionary<Tac, TacAllocation> known = await allocations.OfAsync(change.Connection, change.Transaction, [.. some.Select(s => s.Equipment.Tac)]);
        return [.. some.Where(s => known[s.Equipment.Tac].Allocation is not null).Select(s => s.Key)];
    }

    private sealed record Standing(long Key, string Status)
    {
        public EquipmentKey Equipment => new((ulong)Key);

        public bool IsOpen => Status == "open";
    }
}
