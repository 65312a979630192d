using EirDiameter.Feed;
using EirDiameter.Node.Audit;
using EirDiameter.Store;

namespace EirDiameter.Node.Feeds;

/// <summary>
/// What operators decide on a feed. Each decision is in the audit log before anything changes by it, with what it changes; what cannot be
/// written there is not done.
/// </summary>
internal sealed class FeedDecisions(FollowedFeed feed, FeedSync sync, AuditLog audit)
{
    /// <summary>Applies what is held, and nothing later.</summary>
    /// <exception cref="OperatorRefusedException">Nothing is held, or something else than the operator has looked at.</exception>
    /// <exception cref="FeedException">Its files are not there any more.</exception>
    /// <exception cref="StoreException">The store or the audit log could not take it.</exception>
    public async Task<SyncOutcome> ApproveAsync(OperatorWord word, CancellationToken cancellation)
    {
        HeldChange held = HeldFor(word);
        Entry entry = new(this, "approve", word, held.Sha256);
        SyncOutcome outcome = await entry.RunAsync(() => sync.ApproveAsync(entry.Write, cancellation));
        if (!entry.Written && entry.Write(held.Diff) is string refusal) throw new OperatorRefusedException(refusal);
        FollowLog.Decided(feed.Logger, feed.Name, "approval", held.Sequence, word.Who, word.Why);
        return outcome;
    }

    /// <summary>Lets go what is held: it is not tried again, and what is newer is looked at.</summary>
    /// <exception cref="OperatorRefusedException">Nothing is held, or something else than the operator has looked at.</exception>
    /// <exception cref="StoreException">The disk could not take it.</exception>
    public async Task<SyncOutcome> RejectAsync(OperatorWord word)
    {
        HeldChange held = HeldFor(word);
        Entry entry = new(this, "reject", word, held.Sha256);
        if (entry.Write(held.Diff) is string refusal) throw new StoreException(refusal);
        await entry.RunAsync(() =>
        {
            FollowState state = feed.Memory.State;

            // What is applied already, and only was to be repaired, is no manifest to be refused: that would leave the feed without one.
            bool isAhead = held.Point.IsAfter(sync.AppliedPoint);
            Durably(state with
            {
                Held = null,
                HeldManifest = null,
                Rejected = isAhead ? new RejectedChange(held.Sha256, held.Sequence, held.ProducedSequence) : state.Rejected,
                Settled = state.VerifiedPoint == held.Point,
            });
            return Task.FromResult(true);
        });
        feed.Stock.Sweep();
        FollowLog.Decided(feed.Logger, feed.Name, "rejection", held.Sequence, word.Who, word.Why);
        return new SyncOutcome { Outcome = SyncOutcome.Rejected, From = held.Diff.From, To = held.Sequence };
    }

    /// <summary>
    /// Puts the feed back to what it was before the last change, and holds everything from then on until something is approved.
    /// </summary>
    /// <exception cref="OperatorRefusedException">It is not known what the feed was before.</exception>
    /// <exception cref="FeedException">The files of that time are not there any more.</exception>
    /// <exception cref="StoreException">The store or the audit log could not take it.</exception>
    public async Task<SyncOutcome> RollBackAsync(OperatorWord word, CancellationToken cancellation)
    {
        long started = feed.Time.GetTimestamp();
        FollowState state = feed.Memory.State;
        FeedContents previous = state.Previous
            ?? throw new OperatorRefusedException($"there is no earlier state of feed {feed.Name} to go back to: none was applied since the last rollback, or none is known");
        Entry entry = new(this, "rollback", word, state.Verified?.Sha256);

        // Held before it is rolled back: a crash in between must not bring back what is to go.
        Durably(state with { Pinned = new Pin(word.Who, word.Why, feed.Time.GetUtcNow()), Settled = false });
        ChangeDiff diff;
        try
        {
            diff = await entry.RunAsync(() => RestoreAsync(state, previous, word, entry.Write, cancellation));
        }
        catch when (feed.Applier.Status.Sequence != previous.Sequence)
        {
            // The listings are as they were.
            feed.Memory.Change(feed.Memory.State with { Pinned = state.Pinned, Settled = state.Settled });
            throw;
        }

        feed.Stock.Sweep();
        FollowLog.Decided(feed.Logger, feed.Name, "rollback", previous.Sequence, word.Who, word.Why);
        return new SyncOutcome
        {
            Outcome = SyncOutcome.RolledBack,
            From = diff.From,
            To = diff.To,
            Added = diff.Added,
            Changed = diff.Changed,
            Removed = diff.Removed,
            NewlyBlack = diff.NewlyBlack,
            Seconds = feed.Time.GetElapsedTime(started).TotalSeconds,
        };
    }

    /// <summary>
    /// Forgets which manifests were verified, and by which files the store holds what it does, for a publisher that lost its past and began anew:
    /// its manifests lie before those, and were taken for replays. What the store holds stays, so the next look is held by <see cref="FeedGuards.Sequence"/>
    /// if it lies before that, and is the operator's to approve.
    /// </summary>
    /// <exception cref="StoreException">The disk or the audit log could not take it.</exception>
    public async Task<SyncOutcome> ForgetAsync(OperatorWord word)
    {
        FollowState state = feed.Memory.State;
        FeedStatus status = feed.Applier.Status;
        long listings = FeedApplier.ListingsOf(status);
        Entry entry = new(this, "forget", word, state.Verified?.Sha256);
        ChangeDiff nothing = new() { From = status.Sequence, To = status.Sequence, Before = listings, After = listings };
        if (entry.Write(nothing) is string refusal) throw new StoreException(refusal);
        await entry.RunAsync(() =>
        {
            Durably(new FollowState { Since = state.Since, LastSuccess = state.LastSuccess, Pinned = state.Pinned });
            return Task.FromResult(true);
        });
        sync.Forget();
        feed.Stock.Sweep();
        FollowLog.Decided(feed.Logger, feed.Name, "forgetting", status.Sequence, word.Who, word.Why);
        return new SyncOutcome { Outcome = SyncOutcome.Forgotten, From = status.Sequence, To = status.Sequence };
    }

    // All files are here, and the produced ranges read, before the listings change. What there is to go back to is forgotten last, so that a
    // rollback that got stuck half-way can be asked for again.
    private async Task<ChangeDiff> RestoreAsync(
        FollowState state, FeedContents previous, OperatorWord word, Func<ChangeDiff, string?> decided, CancellationToken cancellation)
    {
        await feed.Stock.BringAsync(previous.Files, cancellation);
        bool producedToo = state.Current?.Produced is not null || previous.Produced is not null;
        using StagedProduced? produced = producedToo ? await feed.Applier.StageProducedAsync(feed.Stock, previous, cancellation) : null;
        ChangeDiff diff = await feed.Applier.RestoreAsync(feed.Stock, previous, decided, feed.Progress, cancellation);

        FollowState next = feed.Memory.State with
        {
            Current = previous with { Produced = state.Current?.Produced, ProducedSequence = state.Current?.ProducedSequence ?? 0 },
            Held = null,
            HeldManifest = null,
        };
        if (feed.Memory.Manifest is FeedManifest manifest && manifest.Sequence == state.Current?.Sequence)
            next = next with { Held = Undone(manifest, state, diff, word), HeldManifest = state.Manifest, Settled = true };
        feed.Memory.Change(next);
        sync.Forget();
        if (produced is not null) await feed.Applier.RestoreProducedAsync(produced);
        feed.Memory.Change(feed.Memory.State with { Current = previous, Previous = null });
        return diff;
    }

    // What was undone waits for an operator at once. Whom it would block is counted when the feed is looked at next.
    private HeldChange Undone(FeedManifest manifest, FollowState state, ChangeDiff diff, OperatorWord word) => new()
    {
        Sha256 = state.Verified!.Sha256,
        Sequence = manifest.Sequence,
        ProducedSequence = manifest.Produced?.Sequence,
        IsJudged = false,
        Created = manifest.Created,
        Since = feed.Time.GetUtcNow(),
        Guards = [FeedSync.RolledBack(new Pin(word.Who, word.Why, feed.Time.GetUtcNow()))],
        Diff = new ChangeDiff
        {
            From = diff.To,
            To = diff.From,
            Before = diff.After,
            After = diff.Before,
            Added = diff.Removed,
            Changed = diff.Changed,
            Removed = diff.Added,
        },
    };

    private HeldChange HeldFor(OperatorWord word)
    {
        HeldChange held = feed.Memory.State.Held ?? throw new OperatorRefusedException($"nothing of feed {feed.Name} is held");
        return word.Sha256 is null || word.Sha256 == held.Sha256
            ? held
            : throw new OperatorRefusedException($"another manifest is held now, of sequence {held.Sequence}: look at it and decide again");
    }

    private void Durably(FollowState next)
    {
        try
        {
            feed.Memory.ChangeDurably(next);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"the decision could not be written and nothing was done: {e.Message}", e);
        }
    }

    /// <summary>The one entry of a decision, and another if it failed after that was written.</summary>
    private sealed class Entry(FeedDecisions owner, string action, OperatorWord word, string? sha256)
    {
        public bool Written { get; private set; }

        /// <summary>Null = it is written; else why not. Waited for by who is about to make the change: that must not go on before.</summary>
        public string? Write(ChangeDiff diff)
        {
            if (Written) return null;
            try
            {
                owner.AppendAsync(action, word, new AuditDetails(sha256, diff.From, diff.To, diff.Before, diff.After, diff.Added, diff.Changed, diff.Removed, diff.NewlyBlack, diff.SeenNewlyBlack, diff.Produced)).GetAwaiter().GetResult();
                Written = true;
                return null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return $"the audit log could not be written and nothing was done: {e.Message}";
            }
        }

        public async Task<T> RunAsync<T>(Func<Task<T>> act)
        {
            try
            {
                return await act();
            }
            catch (Exception e) when (Written)
            {
                await NoteFailureAsync(e);
                throw;
            }
        }

        private async Task NoteFailureAsync(Exception failure)
        {
            try
            {
                await owner.AppendAsync(action + "-failed", word, new { Sha256 = sha256, failure.Message });
            }
            catch (IOException)
            {
                // The log of the node has it, and whoever asked is told.
            }
        }
    }

    private Task AppendAsync(string action, OperatorWord word, object details) => audit.AppendAsync(action, feed.Name, word.Who, word.Why, details, CancellationToken.None);
}

/// <summary>Who decides something, why, and on what.</summary>
/// <param name="Who">The operator.</param>
/// <param name="Why">The reason.</param>
/// <param name="Sha256">The manifest that was looked at; null = whichever is held.</param>
internal sealed record OperatorWord(string Who, string Why, string? Sha256);

/// <summary>What an audit entry says of a change.</summary>
internal sealed record AuditDetails(
    string? Sha256, long From, long To, long Before, long After, long Added, long Changed, long Removed, long NewlyBlack, long SeenNewlyBlack, ProducedDiff? Produced);
