using System.Diagnostics;
using EirDiameter.Equipment;
using EirDiameter.Feed;
using EirDiameter.Node.Configuration;
using EirDiameter.Store;

namespace EirDiameter.Node.Feeds;

/// <summary>
/// Brings what a verified manifest says into the store: segments into the spool, their records past count and guards, the listings in one
/// import, then produced ranges; and puts right what drifted. Everything is on this machine before anything changes.
/// </summary>
internal sealed class FeedApplier(string feed, ListingStore store, Blackout blackout, GuardSection limits, ILogger logger)
{
    /// <summary>The feed in the store.</summary>
    public FeedStatus Status => store.Status.Feeds.First(status => status.Name == feed);

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
    /// <param name="client">Brings what is missing.</param>
    /// <param name="manifest">Where to get to.</param>
    /// <param name="current">What the store holds by what is remembered; null = not known.</param>
    /// <param name="terms">What may hold it.</param>
    /// <param name="progress">Learns how far it is.</param>
    /// <param name="cancellation">Stops it as long as nothing has changed.</param>
    /// <exception cref="FeedException">The feed is bad: nothing changed.</exception>
    /// <exception cref="StoreException">The store is not able to: nothing changed.</exception>
    public async Task<ApplyResult> ApplyAsync(
        FeedClient client, FeedManifest manifest, FeedContents? current, ApplyTerms terms, ProgressNote progress, CancellationToken cancellation)
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
        if (terms.Holds.Count > 0 && plan.Step == FollowStep.UpToDate && (producedDiffers || DriftFrom(manifest).Length > 0))
            return new ApplyResult { Held = terms.Holds, HeldDiff = NoChange(before, manifest.Sequence) };
        IReadOnlyList<Segment> produced = producedDiffers ? manifest.Produced?.Segments ?? [] : [];
        long started = Stopwatch.GetTimestamp();
        await client.FetchAsync([.. plan.Segments, .. produced], progress, cancellation);
        ApplyResult result = new() { Contents = current, From = before.Sequence, Fetching = Stopwatch.GetElapsedTime(started) };
        if (plan.Step != FollowStep.UpToDate)
        {
            ImportJudgement judgement = new(feed, blackout, limits, terms, plan.Records, before.Sequence, manifest.Sequence);
            ImportOptions options = new() { Snapshot = plan.Step == FollowStep.Snapshot, Sequence = manifest.Sequence };
            ImportReport? report = await ImportAsync(client, [.. plan.Segments], options, judgement, progress, cancellation);
            if (report is null) return new ApplyResult { Held = judgement.Trips, HeldDiff = judgement.Diff };
            result = result with { Applied = judgement.Diff, Contents = plan.Step == FollowStep.Snapshot ? ContentsOf(plan, current) : current?.After(plan) };
        }

        try
        {
            result = await RepairDriftAsync(client, manifest, result, terms, progress, cancellation);
            return producedDiffers && result.Held.Count == 0 ? await ReplaceProducedAsync(client, manifest, result, terms, cancellation) : result;
        }
        catch (Exception e) when (result.Applied is not null && e is FeedException or StoreException or OperationCanceledException)
        {
            // The listings are in: that has to be remembered, whatever came after.
            return result with { Failure = e };
        }
    }

    /// <summary>Puts the listings back to what they were, without asking any guard.</summary>
    /// <param name="client">Brings what is missing.</param>
    /// <param name="previous">What it held.</param>
    /// <param name="decided">Called when it is known what will change, and nothing has: null = go on.</param>
    /// <param name="progress">Learns how far it is.</param>
    /// <param name="cancellation">Stops it as long as nothing has changed.</param>
    /// <exception cref="FeedException">The files are not there any more.</exception>
    /// <exception cref="StoreException">The store is not able to: nothing changed.</exception>
    public async Task<ChangeDiff> RestoreAsync(
        FeedClient client, FeedContents previous, Func<ChangeDiff, string?> decided, ProgressNote progress, CancellationToken cancellation)
    {
        FeedStatus before = Status;
        await client.FetchAsync(previous.Files, progress, cancellation);
        ApplyTerms terms = new() { Guarded = false, Decided = decided };
        ImportJudgement judgement = new(feed, blackout, limits, terms, previous.Segments.Sum(s => s.Records), before.Sequence, previous.Sequence);
        ImportOptions options = new() { Snapshot = true, Sequence = previous.Sequence };
        _ = await ImportAsync(client, previous.Listings, options, judgement, progress, cancellation);
        return judgement.Diff!;
    }

    /// <summary>Puts the produced ranges back to what they were; their files are there if <see cref="RestoreAsync"/> was done.</summary>
    /// <exception cref="StoreException">The store is not able to: nothing changed.</exception>
    public Task RestoreProducedAsync(FeedClient client, FeedContents previous, CancellationToken cancellation) =>
        store.ReplaceProducedAsync(feed, PartsOf(client, previous.ProducedRanges), previous.ProducedSequence, cancellation);

    /// <summary>Fetches what drifted anew and puts it right.</summary>
    /// <param name="client">Brings what is missing.</param>
    /// <param name="manifest">What should be there.</param>
    /// <param name="drifted">The buckets.</param>
    /// <param name="terms">What may hold it.</param>
    /// <param name="progress">Learns how far it is.</param>
    /// <param name="cancellation">Stops it as long as nothing has changed.</param>
    public async Task<ApplyResult> RepairAsync(
        FeedClient client, FeedManifest manifest, IReadOnlyList<int> drifted, ApplyTerms terms, ProgressNote progress, CancellationToken cancellation)
    {
        FollowLog.Drifted(logger, feed, manifest.Sequence, drifted.Count);
        FollowPlan whole = FollowPlan.For(manifest, 0, empty: true);
        Segment[] segments = [.. whole.Snapshot!.Segments.Where(Holds), .. whole.Deltas.SelectMany(delta => delta.Segments)];
        await client.FetchAsync(segments, progress, cancellation);
        ImportJudgement judgement = new(feed, blackout, limits, terms, records: null, Status.Sequence, manifest.Sequence);
        ImportOptions options = new() { Buckets = drifted.ToHashSet(), Sequence = manifest.Sequence };
        ImportReport? report = await ImportAsync(client, segments, options, judgement, progress, cancellation);
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

    private static ChangeDiff NoChange(FeedStatus before, long to) =>
        new() { From = before.Sequence, To = to, Before = ListingsOf(before), After = ListingsOf(before) };

    private async Task<ApplyResult> RepairDriftAsync(
        FeedClient client, FeedManifest manifest, ApplyResult result, ApplyTerms terms, ProgressNote progress, CancellationToken cancellation)
    {
        int[] drifted = DriftFrom(manifest);
        if (drifted.Length == 0) return result;
        if (terms.UnrepairableAt == manifest.Sequence) return result with { Drifted = drifted };
        ApplyResult repair = await RepairAsync(client, manifest, drifted, terms, progress, cancellation);
        return result with { Drifted = drifted, Repaired = repair.Repaired, Held = repair.Held, HeldDiff = repair.HeldDiff };
    }

    private async Task<ApplyResult> ReplaceProducedAsync(
        FeedClient client, FeedManifest manifest, ApplyResult result, ApplyTerms terms, CancellationToken cancellation)
    {
        if (terms.Decided?.Invoke(NoChange(Status, manifest.Sequence)) is string refusal) throw new StoreException(refusal);
        IReadOnlyList<Segment> segments = manifest.Produced?.Segments ?? [];
        await store.ReplaceProducedAsync(feed, PartsOf(client, segments), manifest.Produced?.Sequence ?? 0, cancellation);
        FollowLog.Produced(logger, feed, manifest.Sequence, manifest.Produced?.Sequence ?? 0);
        return result with { ProducedReplaced = true, Contents = result.Contents?.WithProduced(manifest.Produced) };
    }

    // Null = held; the judgement says why.
    private async Task<ImportReport?> ImportAsync(
        FeedClient client, IReadOnlyList<Segment> segments, ImportOptions options, ImportJudgement judgement, ProgressNote progress, CancellationToken cancellation)
    {
        ImportPart[] parts = PartsOf(client, segments);
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

    private static ImportPart[] PartsOf(FeedClient client, IReadOnlyList<Segment> segments) =>
        [.. segments.Select(segment => new ImportPart(segment.FileName, () => File.OpenRead(client.PathOf(segment))))];
}
