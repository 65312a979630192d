using EirDiameter.Equipment;

namespace EirDiameter.Store;

/// <summary>Something for the one writer to do.</summary>
internal abstract class StoreRequest
{
    /// <summary>Tells who asked that it was not done.</summary>
    public abstract void Refuse(Exception why);
}

/// <summary>One edit.</summary>
internal sealed class EditRequest(FeedState feed, ListingChange what, bool isRemoval) : StoreRequest
{
    private readonly TaskCompletionSource<EditResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FeedState Feed => feed;

    public ListingChange What => what;

    public bool IsRemoval => isRemoval;

    public Change Change { get; set; }

    public long Sequence { get; set; }

    public Task<EditResult> Done => _done.Task;

    public void Acknowledge(in ChangeTally tally)
    {
        EditOutcome outcome = isRemoval
            ? tally.Removed > 0 ? EditOutcome.Removed : EditOutcome.NotListed
            : tally.Added > 0 ? EditOutcome.Added : tally.Changed > 0 ? EditOutcome.Changed : EditOutcome.Unchanged;
        _done.TrySetResult(new EditResult(feed.Name, Sequence, outcome));
    }

    public override void Refuse(Exception why) => _done.TrySetException(why);
}

/// <summary>One staged import.</summary>
internal sealed class ImportRequest(FeedState feed, string staged, ImportReport report, ImportOptions options, IProgress<ImportProgress>? progress)
    : StoreRequest
{
    private readonly TaskCompletionSource<ImportReport> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FeedState Feed => feed;

    public string Staged => staged;

    public ImportReport Report => report;

    public ImportOptions Options => options;

    /// <summary>Whether it is the whole truth of the feed. To repair all buckets is the same.</summary>
    public bool IsSnapshot => options.Buckets is null ? options.Snapshot : options.Buckets.Count == ListingDigest.Buckets;

    public IProgress<ImportProgress>? Progress => progress;

    public Task<ImportReport> Done => _done.Task;

    public void Acknowledge(ImportReport done) => _done.TrySetResult(done);

    public override void Refuse(Exception why) => _done.TrySetException(why);
}

/// <summary>What was produced, to take the place of what is known of it.</summary>
internal sealed class ProducedRequest(StagedProduced staged) : StoreRequest
{
    private readonly TaskCompletionSource<ProducedStatus> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FeedState Feed => staged.Feed;

    /// <summary>What takes the place.</summary>
    public ProducedTable Next => staged.Table;

    /// <summary>Name of its file, durable in the feed's directory.</summary>
    public string File => staged.File;

    public Task<ProducedStatus> Done => _done.Task;

    public void Acknowledge(ProducedStatus status) => _done.TrySetResult(status);

    public override void Refuse(Exception why) => _done.TrySetException(why);
}

/// <summary>A recount of a feed's digests.</summary>
internal sealed class RecountRequest(FeedState feed, CancellationToken cancellation) : StoreRequest
{
    private readonly TaskCompletionSource<ulong[]> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FeedState Feed => feed;

    public CancellationToken Cancellation => cancellation;

    public Task<ulong[]> Done => _done.Task;

    public void Acknowledge(ulong[] digests) => _done.TrySetResult(digests);

    public override void Refuse(Exception why) => _done.TrySetException(why);
}

/// <summary>A checkpoint that someone asked for.</summary>
internal sealed class CheckpointRequest : StoreRequest
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Done => _done.Task;

    public void Acknowledge() => _done.TrySetResult();

    public override void Refuse(Exception why) => _done.TrySetException(why);
}
