using EirDiameter.Feed;
using EirDiameter.Node.Configuration;
using EirDiameter.Store;

namespace EirDiameter.Node.Feeds;

/// <summary>What is made of one import of a feed when its outcome is known and nothing has changed yet.</summary>
/// <param name="feed">The feed.</param>
/// <param name="blackout">Tells who would be blocked.</param>
/// <param name="limits">How far the feed may change by itself.</param>
/// <param name="terms">Whether that is asked, and what holds the import in any case.</param>
/// <param name="records">Records that were announced; null = not known.</param>
/// <param name="from">The feed's sequence before.</param>
/// <param name="to">The feed's sequence after.</param>
internal sealed class ImportJudgement(string feed, Blackout blackout, GuardSection limits, ApplyTerms terms, long? records, long from, long to)
{
    /// <summary>What the import does or would do; null = it did not come so far.</summary>
    public ChangeDiff? Diff { get; private set; }

    /// <summary>What holds it.</summary>
    public IReadOnlyList<GuardTrip> Trips { get; private set; } = [];

    /// <summary>Why it cannot be taken at all.</summary>
    public FeedException? Fault { get; private set; }

    /// <summary>Null = go on; else why not.</summary>
    /// <exception cref="StoreException">The listings could not be read.</exception>
    public string? Approve(ImportPreview preview)
    {
        Fault = FaultOf(preview.Report);
        if (Fault is not null) return Fault.Message;
        Diff = DiffOf(preview);
        Trips = terms.HeldBy(FeedGuards.Check(limits, FiguresOf(Diff, preview.WidestNewlyBlack)));
        return Trips.Count > 0 ? string.Join("; ", Trips.Select(trip => trip.Text)) : terms.Decided?.Invoke(Diff);
    }

    private FeedException? FaultOf(ImportReport report)
    {
        if (report.Rejected > 0)
        {
            // Without the row's equipment, since this is logged.
            string first = report.Rejects.Count > 0 ? $", the first in line {report.Rejects[0].Line} of {report.Rejects[0].Part} ({report.Rejects[0].Why})" : "";
            return new FeedException(FeedFault.WrongCount, $"the feed's files hold {report.Rejected} records that cannot be read{first}: its publisher has to mend them");
        }

        return records is long said && said != report.Lines
            ? new FeedException(FeedFault.WrongCount, $"the feed's files hold {report.Lines} records, and its manifest says {said}: its publisher has to mend them")
            : null;
    }

    private ChangeDiff DiffOf(ImportPreview preview)
    {
        List<string> blocked = [];
        long seen = blackout.Seen;
        return new ChangeDiff
        {
            From = from,
            To = to,
            Snapshot = preview.Snapshot,
            Before = preview.Before,
            After = preview.After,
            Added = preview.Report.Added,
            Changed = preview.Report.Changed,
            Removed = preview.Report.Removed,
            BlackBefore = preview.BlackBefore,
            NoLongerBlack = preview.NoLongerBlack,
            NewlyBlack = preview.NewlyBlack,
            NewlyBlackInRanges = preview.NewlyBlackInRanges,
            Seen = seen,
            SeenNewlyBlack = seen == 0 ? 0 : blackout.Count(feed, preview.TurningBlack(), blocked),
            Blocked = blocked,
            Produced = terms.Produced,
        };
    }

    private static GuardFigures FiguresOf(ChangeDiff diff, long widest) => new()
    {
        Before = diff.Before,
        After = diff.After,
        Snapshot = diff.Snapshot,
        BlackBefore = diff.BlackBefore,
        NoLongerBlack = diff.NoLongerBlack,
        NewlyBlack = diff.NewlyBlack,
        NewlyBlackInRanges = diff.NewlyBlackInRanges,
        WidestNewlyBlack = widest,
        Seen = diff.Seen,
        SeenNewlyBlack = diff.SeenNewlyBlack,
    };
}
