using EirDiameter.Equipment;

namespace EirDiameter.Store;

/// <summary>
/// What a staged update would do to a feed, by lookups alone. What it changes twice counts once, by its final outcome. The changes are
/// gone over in passes of a share of the keys each, so that memory stays bounded however many there are.
/// </summary>
/// <param name="live">The feed; null = nothing is listed.</param>
/// <param name="staged">The staged file.</param>
/// <param name="reasons">The store's reasons: those of the file that are new are no one's yet.</param>
/// <param name="span">Tells what turns black.</param>
/// <param name="changesAtOnce">About how many changes are in memory at a time.</param>
internal sealed class UpdateForecast(Generation? live, string staged, ReasonTable reasons, BlackSpan span, long changesAtOnce = 1 << 21)
{
    public ChangeTally Count()
    {
        ChangeTally tally = default;
        foreach ((Subject subject, PackedListing was, PackedListing now) in Outcomes())
        {
            if (was == now)
                tally.Unchanged++;
            else if (was == default)
                tally.Added++;
            else if (now == default)
                tally.Removed++;
            else
                tally.Changed++;
            if (subject.List == EquipmentList.Black)
                tally.CountBlack(span, was, now, subject.Kind == ChangeKind.Range ? subject.Second - subject.First + 1 : 0);
        }

        return tally;
    }

    /// <summary>What would turn black.</summary>
    public IEnumerable<BlackListed> TurningBlack()
    {
        foreach ((Subject subject, PackedListing was, PackedListing now) in Outcomes())
        {
            if (subject.List != EquipmentList.Black || !span.Begins(was, now))
                continue;
            EquipmentKey from = new(subject.First);
            yield return subject.Kind switch
            {
                ChangeKind.Range => new BlackListed(from, new EquipmentKey(subject.Second), Imsi.None),
                ChangeKind.Pair => new BlackListed(from, from, new Imsi(subject.Second)),
                _ => new BlackListed(from, from, Imsi.None),
            };
        }
    }

    private IEnumerable<(Subject Subject, PackedListing Was, PackedListing Now)> Outcomes()
    {
        using GenerationLookup? lookup = live is null ? null : new(live);
        using StagedFile.Reader reader = new(staged);
        ushort[] numbers = reader.NumbersIn(reasons);
        ulong passes = (ulong)((reader.Head.Changes / changesAtOnce) + 1);
        for (ulong pass = 0; pass < passes; pass++)
        {
            // Of about the right size at once: what grows by doubling leaves much to collect, and everybody waits for that.
            Dictionary<Subject, PackedListing> after = new((int)((ulong)reader.Head.Changes / passes));
            reader.Rewind();
            while (Gather(reader, after, pass, passes))
            {
                // All of the file goes by in each pass.
            }

            foreach ((Subject subject, PackedListing staged) in after)
            {
                PackedListing now = staged == default ? staged : staged.WithReason(numbers[staged.Reason]);
                yield return (subject, lookup?.Exactly(subject.Kind, subject.First, subject.Second, subject.List) ?? default, now);
            }
        }
    }

    private static bool Gather(StagedFile.Reader reader, Dictionary<Subject, PackedListing> after, ulong pass, ulong passes)
    {
        ReadOnlySpan<Change> changes = reader.Next();
        foreach (ref readonly Change change in changes)
        {
            if (passes > 1 && EquipmentHash.Mix(change.Key) % passes != pass)
                continue;
            for (EquipmentLists left = change.Lists; left != 0; left &= left - 1)
            {
                EquipmentList list = PackedListing.First(left);
                after[new Subject(change.Kind, list, change.Key, change.Second)] =
                    change.IsRemoval ? default : PackedListing.Of(PackedListing.BitOf(list), change.Details);
            }
        }

        return !changes.IsEmpty;
    }

    /// <summary>What one listing is of.</summary>
    private readonly record struct Subject(ChangeKind Kind, EquipmentList List, ulong First, ulong Second);
}
