using System.Diagnostics;
using EirDiameter.Equipment;
using EirDiameter.Feed;
using EirDiameter.Node.Configuration;
using EirDiameter.Store;

namespace EirDiameter.Node.Feeds;

/// <summary>
/// Brings what a verified manifest says into the store: segments into the spool, produced ranges read beside those that count, all records past
/// count and guards, the listings in one import, then the produced ranges; and puts right what drifted. Everything is on this machine, and judged,
/// before anything changes.
/// </summary>
internal sealed class FeedApplier(string feed, ListingStore store, Blackout blackout, GuardSection limits, ILogger logger)
{
    /// <summary>The feed in the store.</summary>
    public FeedStatus Status => store.Status.Feeds.First(status => status.Name == feed);

    /// <summary>Distinct equipment that asked this node in the last day.</summary>
    public long Seen => blackout.Seen;

    /// <summary>Listings of the feed in the store.</summary>
    public static long ListingsOf(FeedStatus status) => status.White + status.Black + status.Grey;

    /// <summary>Buckets in which the store does not hold what a manifest of the same sequence says.</summary>
    public int[] DriftFrom(FeedManifest manifest, IReadOnlyList<ulong>? digests = null)
    {
        digests ??= store.Digests(feed);
        return [.. Enumerable.Range(0, ListingDigest.Buckets).Where(bucket => digests[bucket] != manifest.Digests[bucket])];
    }

    /// <summary>The digests that the store keeps, and the same counted anew.</summary>
    /// <exception cref="StoreException">The listings could not be read.</exception>
    public async Task<(ulong[] Kept, ulong[] Counted)> RecountAsync(CancellationToken cancellation) =>
        (store.Digests(feed), await store.RecountDigestsAsync(feed, cancellation));

    /// <summary>Applies a manifest.</summary>
    /// <param name="stock">Brings what is missing.</param>
    /// <param name="manifest">Where to get to.</param>
    /// <param name="current">What the store holds by what is remembered; null = not known.</param>
    /// <param name="terms">What may hold it.</param>
    /// <param name="progress">Learns how far it is.</param>
    /// <param name="cancellation">Stops it as long as nothing has changed.</param>
    /// <exception cref="FeedException">The feed is bad: nothing changed.</exception>
    /// <exception cref="StoreException">The store is not able to: nothing changed.</exception>
    public async Task<ApplyResult> ApplyAsync(
        SegmentStock stock, FeedManifest manifest, FeedContents? current, ApplyTerms terms, ProgressNote progress, CancellationToken cancellation)
    {
        FeedStatus before = Status;
        current = current?.Sequence <= before.Sequence ? current : null;
        if (current is null) terms = HeldIfBehind(terms, manifest, before);

        // An edit of this feed by another way than its publisher's moved the store's sequence, and so did an import that a crash kept from
        // being remembered. To begin again where the files end repeats at most what is there.
        long sequence = current?.Sequence ?? before.Sequence;
        bool empty = current is null && sequence == 0 && ListingsOf(before) == 0;
        FollowPlan plan = FollowPlan.For(manifest, sequence, empty);
        bool producedDiffers = current is null ? ProducedDiffers(manifest, before) : !current.HasProduced(manifest.Produced);
        IReadOnlyList<Segment> produced = producedDiffers ? manifest.Produced?.Segments ?? [] : [];
        long started = Stopwatch.GetTimestamp();
        await stock.BringAsync([.. plan.Segments, .. produced], cancellation);
        ApplyResult result = new() { Contents = current, From = before.Sequence, Fetching = Stopwatch.GetElapsedTime(started) };

        // Read and judged before any listing changes, so that one bad row or guard holds the whole.
        using StagedProduced? staged = producedDiffers ? await StageProducedAsync(stock, manifest.Produced, cancellation) : null;
        if (staged is not null) terms = WithProduced(terms, staged, before.Produced, manifest.Produced);
        if (staged is not null && plan.Step == FollowStep.UpToDate && terms.HeldBy([]) is { Count: > 0 } trips)
            return new ApplyResult { Held = trips, HeldDiff = NoChange(before, manifest.Sequence, terms.Produced) };
        if (plan.Step != FollowStep.UpToDate)
        {
            ImportJudgement judgement = new(feed, blackout, limits, terms, plan.Records, before.Sequence, manifest.Sequence);
            ImportOptions options = new() { Snapshot = plan.Step == FollowStep.Snapshot, Sequence = manifest.Sequence };
            ImportReport? report = await ImportAsync(stock, [.. plan.Segments], options, judgement, progress, cancellation);
            if (report is null) return new ApplyResult { Held = judgement.Trips, HeldDiff = judgement.Diff };
            result = result with { Applied = judgement.Diff, Contents = plan.Step == FollowStep.Snapshot ? ContentsOf(plan, current) : current?.After(plan) };
        }

        try
        {
            result = await RepairDriftAsync(stock, manifest, result, terms, progress, cancellation);
            return staged is not null && result.Held.Count == 0 ? await ReplaceProducedAsync(staged, manifest, result, terms) : result;
        }
        catch (Exception e) when (result.Applied is not null && e is FeedException or StoreException or OperationCanceledException)
        {
            // The listings are in: that has to be remembered, whatever came after.
            return result with { Failure = e };
        }
    }

    /// <summary>Puts the listings back to what they were, without asking any guard.</summary>
    /// <param name="stock">Has the files.</param>
    /// <param name="previous">What it held.</param>
    /// <param name="decided">Called when it is known what will change, and nothing has: null = go on.</param>
    /// <param name="progress">Learns how far it is.</param>
    /// <param name="cancellation">Stops it as long as nothing has changed.</param>
    /// <exception cref="StoreException">The store is not able to: nothing changed.</exception>
    public async Task<ChangeDiff> RestoreAsync(
        SegmentStock stock, FeedContents previous, Func<ChangeDiff, string?> decided, ProgressNote progress, CancellationToken cancellation)
    {
        FeedStatus before = Status;
        ApplyTerms terms = new() { Guarded = false, Decided = decided };
        ImportJudgement judgement = new(feed, blackout, limits, terms, previous.Segments.Sum(s => s.Records), before.Sequence, previous.Sequence);
        ImportOptions options = new() { Snapshot = true, Sequence = previous.Sequence };
        _ = await ImportAsync(stock, previous.Listings, options, judgement, progress, cancellation);
        return judgement.Diff!;
    }

    /// <summary>Reads what a feed's produced ranges were, to be put back by <see cref="RestoreProducedAsync"/>.</summary>
    /// <exception cref="StoreException">A file or the disk is bad.</exception>
    public Task<StagedProduced> StageProducedAsync(SegmentStock stock, FeedContents previous, CancellationToken cancellation) =>
        store.StageProducedAsync(feed, PartsOf(stock, previous.ProducedRanges), previous.ProducedSequence, cancellation);

    /// <summary>Puts produced ranges back. Nothing stops it, since the listings are back already.</summary>
    /// <exception cref="StoreException">The store is not able to: nothing changed.</exception>
    public Task RestoreProducedAsync(StagedProduced staged) => store.ReplaceProducedAsync(staged, CancellationToken.None);

    /// <summary>Fetches what drifted anew and puts it right.</summary>
    /// <param name="stock">Brings what is missing.</param>
    /// <param name="manifest">What should be there.</param>
    /// <param name="drifted">The buckets.</param>
    /// <param name="terms">What may hold it.</param>
    /// <param name="progress">Learns how far it is.</param>
    /// <param name="cancellation">Stops it as long as nothing has changed.</param>
    public async Task<ApplyResult> RepairAsync(
        SegmentStock stock, FeedManifest manifest, IReadOnlyList<int> drifted, ApplyTerms terms, ProgressNote progress, CancellationToken cancellation)
    {
        FollowLog.Drifted(logger, feed, manifest.Sequence, drifted.Count);
        FollowPlan whole = FollowPlan.For(manifest, 0, empty: true);
        Segment[] segments = [.. whole.Snapshot!.Segments.Where(Holds), .. whole.Deltas.SelectMany(delta => delta.Segments)];
        await stock.BringAsync(segments, cancellation);
        ImportJudgement judgement = new(feed, blackout, limits, terms, records: null, Status.Sequence, manifest.Sequence);
        ImportOptions options = new() { Buckets = drifted.ToHashSet(), Sequence = manifest.Sequence };
        ImportReport? report = await ImportAsync(stock, segments, options, judgement, progress, cancellation);
        if (report is null) return new ApplyResult { Held = judgement.Trips, HeldDiff = judgement.Diff, Drifted = drifted };
        FollowLog.Repaired(logger, feed, manifest.Sequence, drifted.Count, report.Added, report.Changed, report.Removed);
        return new ApplyResult { Applied = judgement.Diff, Drifted = drifted, Repaired = DriftFrom(manifest).Length == 0 };

        bool Holds(Segment segment) => drifted.Any(bucket => bucket >= segment.FirstBucket && bucket <= segment.LastBucket);
    }

    // What lies before the store's own sequence, without a memory of having followed, may be an old manifest shown again, or a store that
    // was filled from files: only an operator can tell.
    private static ApplyTerms HeldIfBehind(ApplyTerms terms, FeedManifest manifest, FeedStatus before)
    {
        if (!terms.Guarded || manifest.Sequence >= before.Sequence) return terms;
        GuardTrip trip = new(
            FeedGuards.Sequence,
            before.Sequence,
            manifest.Sequence,
            $"the store is at sequence {before.Sequence} and the feed at {manifest.Sequence}: it was shown an old manifest, or the store was filled from files");
        return terms with { Holds = [.. terms.Holds, trip] };
    }

    private static bool ProducedDiffers(FeedManifest manifest, FeedStatus before) => (before.Produced?.Sequence ?? -1) != (manifest.Produced?.Sequence ?? -1);

    private static FeedContents ContentsOf(FollowPlan snapshot, FeedContents? current) =>
        new(snapshot.To, KeptSegment.Of(snapshot.Segments), snapshot.Snapshot!.Segments.Count, current?.ProducedSequence ?? 0, current?.Produced);

    private ChangeDiff NoChange(FeedStatus before, long to, ProducedDiff? produced) => new()
    {
        From = before.Sequence,
        To = to,
        Before = ListingsOf(before),
        After = ListingsOf(before),
        BlackBefore = before.Black,
        Seen = Seen,
        Produced = produced,
    };

    /// <exception cref="FeedException">It is not what the manifest says.</exception>
    private async Task<StagedProduced> StageProducedAsync(SegmentStock stock, ProducedPart? said, CancellationToken cancellation)
    {
        StagedProduced staged = await store.StageProducedAsync(feed, PartsOf(stock, said?.Segments ?? []), said?.Sequence ?? 0, cancellation);
        if (said is null || (staged.Status.Tacs == said.Tacs && staged.RangeRows == said.Ranges)) return staged;
        staged.Dispose();
        throw new FeedException(
            FeedFault.WrongCount,
            $"the feed's files hold {staged.RangeRows} produced ranges of {staged.Status.Tacs} TACs, and its manifest says {said.Ranges} of {said.Tacs}: its publisher has to mend them");
    }

    private ApplyTerms WithProduced(ApplyTerms terms, StagedProduced staged, ProducedStatus? before, ProducedPart? said)
    {
        List<string> first = [];
        ProducedDiff diff = new()
        {
            From = before?.Sequence,
            To = said?.Sequence,
            TacsBefore = before?.Tacs ?? 0,
            TacsAfter = staged.Status.Tacs,
            CompleteBefore = before?.CompleteTacs ?? 0,
            CompleteAfter = staged.Status.CompleteTacs,
            SerialsBefore = before?.Serials ?? 0,
            SerialsAfter = staged.Status.Serials,
            SeenNotProduced = blackout.CountNotProduced(staged, first),
            NotProduced = first,
        };
        return terms with { Produced = diff, Holds = [.. terms.Holds, .. ProducedGuards.Check(limits, diff, Seen)] };
    }

    private async Task<ApplyResult> RepairDriftAsync(
        SegmentStock stock, FeedManifest manifest, ApplyResult result, ApplyTerms terms, ProgressNote progress, CancellationToken cancellation)
    {
        int[] drifted = DriftFrom(manifest);
        if (drifted.Length == 0) return result;
        if (terms.UnrepairableAt == manifest.Sequence) return result with { Drifted = drifted };
        ApplyResult repair = await RepairAsync(stock, manifest, drifted, terms, progress, cancellation);
        return result with { Drifted = drifted, Repaired = repair.Repaired, Held = repair.Held, HeldDiff = repair.HeldDiff };
    }

    // Nothing stops it any more: the listings of the same manifest are in.
    private async Task<ApplyResult> ReplaceProducedAsync(StagedProduced staged, FeedManifest manifest, ApplyResult result, ApplyTerms terms)
    {
        if (terms.Decided?.Invoke(NoChange(Status, manifest.Sequence, terms.Produced)) is string refusal) throw new StoreException(refusal);
        await store.ReplaceProducedAsync(staged, CancellationToken.None);
        FollowLog.Produced(logger, feed, manifest.Sequence, manifest.Produced?.Sequence ?? 0);
        return result with { ProducedReplaced = true, Contents = result.Contents?.WithProduced(manifest.Produced) };
    }

    // Null = held; the judgement says why.
    private async Task<ImportReport?> ImportAsync(
        SegmentStock stock, IReadOnlyList<Segment> segments, ImportOptions options, ImportJudgement judgement, ProgressNote progress, CancellationToken cancellation)
    {
        ImportPart[] parts = PartsOf(stock, segments);
        try
        {
            return await store.ImportAsync(
                feed, parts, options with { Name = $"{feed} {options.Sequence}", Approve = judgement.Approve }, progress, cancellation);
        }
        catch (ImportRefusedException) when (judgement.Fault is not null)
        {
            throw judgement.Fault;
        }
        catch (ImportRefusedException) when (judgement.Trips.Count > 0)
        {
            return null;
        }
    }

    private static ImportPart[] PartsOf(SegmentStock stock, IReadOnlyList<Segment> segments) =>
        [.. segments.Select(segment => new ImportPart(segment.FileName, () => File.OpenRead(stock.PathOf(segment))))];
}
