using System.Runtime.ExceptionServices;
using EirDiameter.Feed;
using EirDiameter.Node.Configuration;
using EirDiameter.Store;

namespace EirDiameter.Node.Feeds;

/// <summary>
/// One look at a feed: its manifest, what that would change, the guards, the change, and what has to be remembered. The order makes a crash
/// at any moment harmless: files first, then the store in one step, then the memory, and what is done twice changes nothing.
/// </summary>
internal sealed class FeedSync(FollowedFeed feed, Staleness staleness)
{
    /// <summary>Deltas that are kept on top of a snapshot for a rollback before the newer snapshot is fetched in their place.</summary>
    private const int MaxKeptDeltas = 200;

    private long? _unrepairable;

    /// <summary>Looks once.</summary>
    /// <param name="judgeAgain">
    /// Whether the guards are asked again about what is held, for figures of now. It stays held as long as the limits that held it are what they were.
    /// </param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="FeedException">The feed is bad or cannot be reached: what was held is kept.</exception>
    /// <exception cref="StoreException">The store could not take it.</exception>
    public async Task<SyncOutcome> RunAsync(bool judgeAgain, CancellationToken cancellation)
    {
        long started = feed.Time.GetTimestamp();
        FeedManifest manifest = await LookAsync(again: false, cancellation);
        FollowState state = feed.Memory.State;
        FeedPoint point = FeedPoint.Of(manifest);
        if (state.Rejected is not null && !point.IsAfter(state.Rejected.Point) && point.IsAfter(AppliedPoint))
        {
            feed.Memory.Change(state with { Settled = true });
            return new SyncOutcome { Outcome = SyncOutcome.Rejected, From = feed.Applier.Status.Sequence, To = manifest.Sequence };
        }

        HeldChange? held = state.Held?.JudgedPoint == point ? state.Held : null;
        GuardTrip[] kept = [.. held?.JudgedBy.Where(trip => FeedGuards.StandsStill(feed.Section.Guards, trip)) ?? []];
        if (held is { IsJudged: true } && kept.Length == held.JudgedBy.Count && state.Settled && !judgeAgain) return HeldOutcome(held, started);
        GuardTrip[] unseen = held is null ? Unseen(state.Held) : [];
        ApplyTerms terms = new()
        {
            Holds = state.Pinned is null ? [] : [RolledBack(state.Pinned)],
            Kept = [.. kept, .. unseen],
            UnrepairableAt = judgeAgain ? null : _unrepairable,
        };
        ApplyResult result = await feed.Applier.ApplyAsync(feed.Stock, manifest, state.Current, terms, feed.Progress, cancellation);

        // That one is not judged yet: it is looked at again until enough was seen.
        if (result.Applied is null && result.Held.Count > 0 && result.Held.All(unseen.Contains)) return HeldOutcome(state.Held!, started);
        return await SettleAsync(manifest, result, approved: false, started, cancellation);
    }

    /// <summary>Applies the manifest that is held, and no other, whatever the guards say.</summary>
    /// <param name="decided">Called when it is known what will change, and nothing has: null = go on, else why not.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="FeedException">Its files are not there any more.</exception>
    /// <exception cref="StoreException">The store could not take it.</exception>
    public async Task<SyncOutcome> ApproveAsync(Func<ChangeDiff, string?> decided, CancellationToken cancellation)
    {
        long started = feed.Time.GetTimestamp();
        FollowState state = feed.Memory.State;
        FeedManifest manifest = FollowMemory.Parse(state.HeldManifest)
            ?? throw new FeedException(FeedFault.Malformed, "the held manifest cannot be read any more: reject it, and the feed is looked at again");
        ApplyTerms terms = new() { Guarded = false, Decided = decided };
        ApplyResult result = await feed.Applier.ApplyAsync(feed.Stock, manifest, state.Current, terms, feed.Progress, cancellation);
        return await SettleAsync(manifest, result, approved: true, started, cancellation);
    }

    /// <summary>Counts the digests anew and compares them with the feed's, fetched now.</summary>
    /// <param name="repair">Whether to put right what differs.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<VerifyOutcome> VerifyAsync(bool repair, CancellationToken cancellation)
    {
        FeedManifest manifest = await LookAsync(again: true, cancellation);
        if (AppliedPoint.Sequence != manifest.Sequence)
        {
            _ = await RunAsync(judgeAgain: false, cancellation);
            manifest = feed.Memory.Manifest ?? manifest;
        }

        long sequence = AppliedPoint.Sequence;
        (ulong[] kept, ulong[] counted) = await feed.Applier.RecountAsync(cancellation);
        VerifyOutcome outcome = new()
        {
            Sequence = sequence,
            Published = manifest.Sequence,
            Miscounted = [.. Enumerable.Range(0, counted.Length).Where(bucket => counted[bucket] != kept[bucket])],
        };
        if (!outcome.Compared) return outcome with { Message = $"the store is at sequence {sequence} and the feed at {manifest.Sequence}: they can be compared when it has been applied" };
        int[] drifted = feed.Applier.DriftFrom(manifest, counted);
        outcome = outcome with { Drifted = drifted };
        feed.DriftedBuckets = drifted.Length;
        if (drifted.Length == 0) return outcome;
        feed.LastDrift = new FollowDrift(feed.Time.GetUtcNow(), drifted, Repaired: false);
        return repair ? await RepairAsync(manifest, outcome, cancellation) : outcome;
    }

    /// <summary>What holds everything after a rollback.</summary>
    public static GuardTrip RolledBack(Pin pin) => new(FeedGuards.RolledBack, 0, 1, $"{pin.Who} rolled the feed back ({pin.Why}); everything is held until an operator approves it");

    /// <summary>Where the store is by the feed's files.</summary>
    public FeedPoint AppliedPoint
    {
        get
        {
            FeedStatus status = feed.Applier.Status;
            return feed.Memory.State.Current is FeedContents current && current.Sequence <= status.Sequence
                ? FeedPoint.Of(current)
                : new FeedPoint(status.Sequence, status.Produced?.Sequence);
        }
    }

    /// <summary>Forgets what could not be repaired: it is tried again.</summary>
    public void Forget() => _unrepairable = null;

    private async Task<VerifyOutcome> RepairAsync(FeedManifest manifest, VerifyOutcome outcome, CancellationToken cancellation)
    {
        ApplyResult repair = await feed.Applier.RepairAsync(feed.Stock, manifest, outcome.Drifted, new ApplyTerms(), feed.Progress, cancellation);
        if (repair.Held.Count > 0)
        {
            Hold(manifest, repair);
            return outcome with { Message = $"the repair is held: {Why(repair.Held)}" };
        }

        (_, ulong[] counted) = await feed.Applier.RecountAsync(cancellation);
        int[] left = feed.Applier.DriftFrom(manifest, counted);
        feed.DriftedBuckets = left.Length;
        feed.LastDrift = new FollowDrift(feed.Time.GetUtcNow(), outcome.Drifted, Repaired: left.Length == 0);
        feed.Stock.Sweep();
        return outcome with
        {
            Repaired = left.Length == 0,
            Message = left.Length == 0 ? null : $"{left.Length} buckets differ still: {string.Join(", ", left)}",
        };
    }

    // Whatever is held or applied of a manifest, it was verified: an older one is not taken any more.
    private async Task<FeedManifest> LookAsync(bool again, CancellationToken cancellation)
    {
        feed.Progress.Latest = new FollowProgress("manifest", 0, 0);
        FollowState state = feed.Memory.State;
        bool settled = state.Settled && feed.Memory.Manifest is not null;
        AcceptedManifest? last = settled && !again ? state.Verified : state.Verified is null ? null : state.Verified with { ETag = null };
        FetchedManifest? fetched = await feed.Client.FetchManifestAsync(last, cancellation);
        if (fetched is not null)
        {
            bool same = state.Verified is AcceptedManifest before && before.Sequence == fetched.Accepted.Sequence && before.ProducedSequence == fetched.Accepted.ProducedSequence;
            feed.Memory.Verified(fetched, settled && same);
        }

        return feed.Memory.Manifest ?? throw new FeedException(FeedFault.Malformed, "the server says that nothing is new, and was not asked that");
    }

    private async Task<SyncOutcome> SettleAsync(FeedManifest manifest, ApplyResult result, bool approved, long started, CancellationToken cancellation)
    {
        Remember(result, approved);
        if (result.Failure is not null) ExceptionDispatchInfo.Throw(result.Failure);
        Note(result.Drifted, result.Repaired);
        if (result.Held.Count > 0) return HeldOutcome(Hold(manifest, result), started);
        if (result.Drifted.Count > 0 && !result.Repaired)
        {
            _unrepairable = manifest.Sequence;
            return SyncOutcome.Failure(
                "drift",
                $"{result.Drifted.Count} buckets are not what the feed says, and fetching them again did not help: see eirctl feeds verify {feed.Name}");
        }

        Succeed(manifest, approved);
        await KeepForRollbackAsync(manifest, cancellation);
        feed.Stock.Sweep();
        double seconds = feed.Time.GetElapsedTime(started).TotalSeconds;
        ChangeDiff? applied = result.Applied;
        if (applied is not null)
            FollowLog.Applied(feed.Logger, feed.Name, applied.From, applied.To, applied.Added, applied.Changed, applied.Removed, applied.NewlyBlack, seconds);
        return new SyncOutcome
        {
            Outcome = applied is null && !result.ProducedReplaced ? SyncOutcome.UpToDate : SyncOutcome.Applied,
            From = applied?.From ?? manifest.Sequence,
            To = manifest.Sequence,
            Added = applied?.Added ?? 0,
            Changed = applied?.Changed ?? 0,
            Removed = applied?.Removed ?? 0,
            NewlyBlack = applied?.NewlyBlack ?? 0,
            RepairedBuckets = result.Repaired ? result.Drifted.Count : null,
            Seconds = seconds,
            FetchSeconds = result.Fetching.TotalSeconds,
        };
    }

    private void Remember(ApplyResult result, bool approved)
    {
        FollowState state = feed.Memory.State;
        if (result.Applied is not null || result.ProducedReplaced)
        {
            bool wasEmpty = result.Applied is { Before: 0, From: 0 };
            feed.Memory.Change(state with { Current = result.Contents, Previous = state.Current ?? (wasEmpty ? FeedContents.Empty : null) });
        }

        // What an operator approved is not held any more, even if something after it went wrong.
        if (approved) feed.Memory.Change(feed.Memory.State with { Held = null, HeldManifest = null, Pinned = null });
    }

    private void Note(IReadOnlyList<int> drifted, bool repaired)
    {
        feed.DriftedBuckets = repaired ? 0 : drifted.Count;
        if (drifted.Count > 0) feed.LastDrift = new FollowDrift(feed.Time.GetUtcNow(), drifted, repaired);
    }

    private void Succeed(FeedManifest manifest, bool approved)
    {
        _unrepairable = null;
        FollowState state = feed.Memory.State;
        bool latest = state.VerifiedPoint == FeedPoint.Of(manifest);
        state = state with { Held = null, HeldManifest = null, Settled = latest };

        // What an operator approves may be older than what the feed says now.
        if (!approved || latest)
        {
            state = state with { LastSuccess = feed.Time.GetUtcNow() };
            staleness.Renew();
        }

        feed.Memory.Change(state);
    }

    // The one that an operator is asked about stays: who approves it has seen that one. A later one is looked at when it has been decided.
    // But after a rollback a later one takes the place of the one that was rolled back, since that is the one that is not wanted.
    // And one that is not ahead of what the store holds by now would take it back.
    private HeldChange Hold(FeedManifest manifest, ApplyResult result)
    {
        FollowState state = feed.Memory.State;
        FeedPoint point = FeedPoint.Of(manifest);
        bool waits = state is { Pinned: null, Held: not null } && point.IsAfter(state.Held.Point) && state.Held.Point.IsAfter(AppliedPoint);
        if (waits && FollowMemory.Parse(state.HeldManifest) is not null)
        {
            HeldChange earlier = state.Held! with { Newer = new NewerHeld(state.Verified!.Sha256, point.Sequence, manifest.Created, point.Produced, result.Held) };
            feed.Memory.Change(state with { Held = earlier, Settled = true });
            return earlier;
        }

        bool known = state.Held?.Point == point;
        HeldChange held = new()
        {
            Sha256 = known ? state.Held!.Sha256 : state.Verified!.Sha256,
            Sequence = point.Sequence,
            ProducedSequence = point.Produced,
            Created = known ? state.Held!.Created : manifest.Created,
            Since = known ? state.Held!.Since : feed.Time.GetUtcNow(),
            Guards = result.Held,
            Diff = result.HeldDiff!,
        };
        feed.Memory.Change(state with { Held = held, HeldManifest = known ? state.HeldManifest : FollowMemory.TextOf(manifest), Settled = true });
        feed.Stock.Sweep();
        if (!known) FollowLog.Held(feed.Logger, feed.Name, held.Sequence, Why(held.Guards));
        return held;
    }

    // What was taken by deltas alone can be rolled back to by the same files. Where they are not known, or many by now, the snapshot of
    // the manifest takes their place.
    private async Task KeepForRollbackAsync(FeedManifest manifest, CancellationToken cancellation)
    {
        FollowState state = feed.Memory.State;
        if (state.Current is FeedContents current && current.Segments.Count - current.Base <= MaxKeptDeltas) return;
        try
        {
            FeedContents whole = FeedContents.Of(manifest);
            await feed.Stock.BringAsync(whole.Listings, cancellation);
            feed.Memory.Change(state with { Current = whole });
        }
        catch (FeedException e)
        {
            FollowLog.NotKept(feed.Logger, feed.Name, e.Message);
        }
    }

    private SyncOutcome HeldOutcome(HeldChange held, long started) => new()
    {
        Outcome = held.Guards.Any(trip => trip.Guard == FeedGuards.RolledBack) ? SyncOutcome.RolledBackHeld : SyncOutcome.Held,
        From = held.Diff.From,
        To = held.Sequence,
        Seconds = feed.Time.GetElapsedTime(started).TotalSeconds,
        Diff = held,
    };

    // What was seen is forgotten by a restart. Until enough is seen again, its guard holds what comes after the change that it held.
    private GuardTrip[] Unseen(HeldChange? held) => held is null || feed.Applier.Seen >= FeedGuards.SmallestSeen
        ? []
        : [.. held.JudgedBy.Where(trip => trip.Guard == nameof(GuardSection.MaxSeenNewlyBlackPercent) && FeedGuards.StandsStill(feed.Section.Guards, trip))];

    private static string Why(IReadOnlyList<GuardTrip> guards) => string.Join("; ", guards.Select(guard => guard.Text));
}
