namespace EirDiameter.Feed;

/// <summary>
/// Publishes one feed into one folder, which any web server may serve, and which no other publisher may use at the same time. Killed at any
/// moment, it leaves the publication before or the new one, never between.
/// </summary>
public sealed class FeedPublisher : IDisposable
{
    private static readonly TimeSpan MostAhead = ManifestRules.MostAhead;

    private readonly FeedFolder _folder;
    private readonly string _feed;
    private readonly PublishOptions _options;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1);
    private bool _mustLoad;

    /// <summary>Opens the folder, makes it if need be, and finishes or drops what a publisher that was killed left there.</summary>
    /// <param name="folder">The folder; give each feed its own.</param>
    /// <param name="feed">The feed's name (<see cref="FeedName"/>).</param>
    /// <param name="signer">The feed's key; not disposed here.</param>
    /// <param name="options">How to publish.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="FeedException">
    /// <see cref="FeedFault.InUse"/>, <see cref="FeedFault.Disk"/>; <see cref="FeedFault.BadSignature"/> if what is there was signed by another key,
    /// <see cref="FeedFault.WrongFeed"/> if it is another feed, <see cref="FeedFault.BadUpdate"/> if the name or the options are not sound.
    /// </exception>
    public FeedPublisher(string folder, string feed, FeedSigner signer, PublishOptions options, TimeProvider time)
    {
        if (!FeedName.IsValid(feed))
            throw new FeedException(FeedFault.BadUpdate, $"'{feed}' cannot be a feed's name: it is 1 to {FeedName.MaxLength} lower-case letters, digits, - and _");
        options.Check();
        (_feed, _options, _time) = (feed, options, time);
        _folder = FeedFolder.Open(folder, feed, signer);
        try
        {
            Current = _folder.Load();
        }
        catch
        {
            _folder.Dispose();
            throw;
        }
    }

    /// <summary>What the folder holds; null = nothing was published yet.</summary>
    public FeedManifest? Current { get; private set; }

    /// <summary>
    /// Publishes an update; without anything new it renews the manifest. One at a time: a second call waits. If it fails or is cancelled,
    /// followers see what they saw before.
    /// </summary>
    /// <param name="update">What the feed says now.</param>
    /// <param name="progress">Told every 100 000 records.</param>
    /// <param name="cancellation">Gives up; nothing is published then.</param>
    /// <exception cref="FeedException">
    /// <see cref="FeedFault.BadUpdate"/>: the update is not sound; <see cref="FeedFault.Disk"/>: the folder cannot be written.
    /// What the update's own sources throw comes through as it is.
    /// </exception>
    public async Task<PublishResult> PublishAsync(FeedUpdate update, IProgress<PublishProgress>? progress = null, CancellationToken cancellation = default)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            if (_mustLoad)
                Current = _folder.Load();
            _mustLoad = false;
            CheckSequences(update);
            return await PublishNowAsync(update, progress, cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Gives the folder free. Call it when no publication is under way.</summary>
    public void Dispose()
    {
        _folder.Dispose();
        _turn.Dispose();
    }

    private async Task<PublishResult> PublishNowAsync(FeedUpdate update, IProgress<PublishProgress>? progress, CancellationToken cancellation)
    {
        FeedManifest? current = Current;
        bool isWhole = current is not null && _folder.HasAll([.. current.Snapshot.Segments, .. current.Deltas.SelectMany(d => d.Segments)]);
        DeltaBuilder? changes = current is null ? null : await TakeChangesAsync(update, current, progress, cancellation);
        await using StagedSegments staged = new(_folder, cancellation);

        List<DeltaPart> deltas = isWhole ? [.. current!.Deltas] : [];
        IReadOnlyList<SegmentPosition> differing = changes?.Differing() ?? [];
        if (changes is { IsTooLarge: true })
            deltas.Clear();
        else if (changes is not null && update.Sequence > current!.Sequence)
            deltas.Add(new(current.Sequence, update.Sequence, await DeltaWriter.WriteAsync(staged, changes, differing, _options.SegmentRecords)));

        SnapshotPart? snapshot = isWhole && !update.ForceSnapshot && !IsSnapshotDue(current!, changes!, deltas) ? current!.Snapshot : null;
        bool isDue = snapshot is null;
        long listings = changes?.Listings ?? 0;
        ulong[] digests = changes?.Digests ?? [];
        int[] drifted = [];
        if (snapshot is null)
        {
            SnapshotWriter writer = new(staged, _options.SegmentRecords, progress);
            snapshot = await writer.WriteAsync(update.Snapshot(cancellation), update.Sequence, cancellation);
            drifted = changes is null or { IsTooLarge: true } ? [] : [.. changes.Contradicted.Union(Enumerable.Range(0, digests.Length).Where(b => digests[b] != writer.Digests[b])).Order()];
            if (drifted.Length > 0 && update.Sequence == current!.Sequence)
            {
                throw new FeedException(
                    FeedFault.BadUpdate,
                    $"the snapshot at sequence {update.Sequence} is not what was published at that sequence before ({drifted.Length} of {digests.Length} buckets differ), "
                    + "and followers would take it for a forgery: publish it under a higher sequence");
            }

            if (drifted.Length > 0)
                deltas.Clear();
            (listings, digests) = (writer.Listings, writer.Digests);
        }

        DateTimeOffset now = _time.GetUtcNow();
        DateTimeOffset created = CreatedAt(now);
        FeedManifest next = new()
        {
            Feed = _feed,
            Sequence = update.Sequence,
            Created = created,
            Expires = created + TimeSpan.FromSeconds(Math.Ceiling(_options.Lifetime.TotalSeconds)),
            Listings = listings,
            Digests = digests,
            Snapshot = snapshot,
            Deltas = Trim(deltas, snapshot),
            Produced = await TakeProducedAsync(update, staged, progress, cancellation),
        };
        cancellation.ThrowIfCancellationRequested();
        Commit(next, staged, now, progress);
        return new PublishResult { Manifest = next, DeltaRecords = differing.Count, SnapshotTaken = isDue, DriftedBuckets = drifted };
    }

    private void Commit(FeedManifest next, StagedSegments staged, DateTimeOffset now, IProgress<PublishProgress>? progress)
    {
        byte[] octets = next.ToBytes();
        // What a follower would refuse is not published.
        _ = FeedManifest.Parse(octets);
        progress?.Report(new("writing", staged.Written.Count));
        HashSet<string> named = [.. next.Segments.Select(s => s.FileName)];
        try
        {
            _folder.Commit(octets, [.. staged.Written], Current?.Segments.Select(s => s.FileName).Where(n => !named.Contains(n)) ?? [], now);
        }
        catch (FeedException)
        {
            _mustLoad = true;
            throw;
        }

        Current = next;
        _folder.Sweep(next.Segments, now - _options.KeepUnreferenced);
    }

    private void CheckSequences(FeedUpdate update)
    {
        if (update.Sequence < 0 || update.ProducedSequence < 0)
            throw new FeedException(FeedFault.BadUpdate, "a sequence is below 0");
        if (Current is not FeedManifest current)
            return;
        if (update.Sequence < current.Sequence)
            throw new FeedException(FeedFault.BadUpdate, $"sequence {update.Sequence} is below {current.Sequence}, which was published before: followers would refuse it");
        if (update.Produced is not null && update.ProducedSequence < current.Produced?.Sequence)
        {
            throw new FeedException(
                FeedFault.BadUpdate, $"sequence {update.ProducedSequence} of produced ranges is below {current.Produced.Sequence}, which was published before");
        }
    }

    private async Task<DeltaBuilder> TakeChangesAsync(
        FeedUpdate update, FeedManifest current, IProgress<PublishProgress>? progress, CancellationToken cancellation)
    {
        DeltaBuilder changes = new(current, _options.MaxDeltaRecords);
        await foreach (ListingChangePair change in update.Changes.WithCancellation(cancellation))
        {
            if (update.Sequence == current.Sequence)
                throw new FeedException(FeedFault.BadUpdate, $"there are changes, but sequence {update.Sequence} was published before: raise it with every change");
            changes.Add(change);
            if (changes.Taken % 100_000 == 0)
                progress?.Report(new("changes", changes.Taken));

            // There will be a snapshot and no delta: nobody needs to know the rest.
            if (changes.IsTooLarge)
                break;
        }

        return changes;
    }

    private async Task<ProducedPart?> TakeProducedAsync(
        FeedUpdate update, StagedSegments staged, IProgress<PublishProgress>? progress, CancellationToken cancellation)
    {
        ProducedPart? current = Current?.Produced;
        bool isWhole = current is null || _folder.HasAll(current.Segments);
        if (!isWhole && update.Produced is null)
            throw new FeedException(FeedFault.Disk, "a segment of produced ranges is missing in the folder: publish the produced ranges again");
        if (update.Produced is null || (isWhole && current?.Sequence == update.ProducedSequence))
            return current;
        return await new ProducedWriter(staged, _options.SegmentRecords, progress).WriteAsync(update.Produced(cancellation), update.ProducedSequence, cancellation);
    }

    private bool IsSnapshotDue(FeedManifest current, DeltaBuilder changes, List<DeltaPart> deltas)
    {
        if (changes.IsTooLarge || changes.Contradicted.Count > 0 || changes.Listings < 0)
            return true;
        List<DeltaPart> since = [.. deltas.Where(d => d.From >= current.Snapshot.Sequence)];
        return since.Count > _options.MaxDeltas || Records(since) > _options.MaxDeltaShare * current.Snapshot.Listings;
    }

    // Those that end at or before the snapshot are a courtesy to followers behind it, up to a bound. A segment's worth is within it however small
    // the feed is: in deltas followers see what is taken back one by one, while a snapshot that is short of it they take for a mistake.
    private List<DeltaPart> Trim(List<DeltaPart> deltas, SnapshotPart snapshot)
    {
        List<DeltaPart> before = [.. deltas.Where(d => d.To <= snapshot.Sequence)];
        double most = Math.Max(_options.SegmentRecords, _options.MaxDeltaShare * snapshot.Listings);
        while (before.Count > 0 && (before.Count > _options.MaxDeltas || Records(before) > most))
            before.RemoveAt(0);
        return [.. before, .. deltas.Where(d => d.To > snapshot.Sequence)];
    }

    // Followers refuse a manifest that is older than the one before at the same sequence, so a clock that was set back must not show; unless
    // it was so far ahead that they refused that one too.
    private DateTimeOffset CreatedAt(DateTimeOffset now)
    {
        DateTimeOffset created = Current is FeedManifest current && current.Created > now && current.Created <= now + MostAhead ? current.Created : now;
        return created.AddTicks(-(created.UtcTicks % TimeSpan.TicksPerSecond)).ToUniversalTime();
    }

    private static long Records(List<DeltaPart> deltas) => deltas.Sum(d => d.Segments.Sum(s => s.Records));
}
