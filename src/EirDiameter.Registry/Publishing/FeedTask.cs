using System.Diagnostics;
using EirDiameter.Feed;

namespace EirDiameter.Registry;

/// <summary>Publishes one feed into its folder, again and again.</summary>
internal sealed class FeedTask(string feed, RegistryDatabase database, PublishingOptions options, FeedKeys keys, TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    private readonly string _folder = Path.Combine(options.Folder, feed);
    private readonly bool _carriesProduced = feed == FeedRights.Global || options.ProducedInCountries;
    private readonly Publications _publications = new(database);
    private FeedPublisher? _publisher;
    private bool _isChecked;
    private string? _published;

    /// <summary>How far a publication is that is under way; null = none is.</summary>
    public PublishProgress? Progress { get; private set; }

    /// <summary>Why it could not be published last time; null = it could.</summary>
    public FeedFailure? Failure { get; private set; }

    /// <summary>How long the last publication took.</summary>
    public TimeSpan? Took { get; private set; }

    /// <summary>Publishes what is new, and renews what gets old.</summary>
    /// <param name="last">What the database remembers of the last publication.</param>
    /// <param name="force">Whether to renew it in any case.</param>
    /// <param name="cancellation">Gives up; what was published stands.</param>
    /// <returns>Whether all is well.</returns>
    public async Task<bool> PublishAsync(Publication? last, bool force, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        try
        {
            PublishResult? result = await PublishDueAsync(last, force, cancellation);
            Failure = null;
            if (result is not null)
                Tell(result, Stopwatch.GetElapsedTime(started));
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            bool isKnown = e is FeedException or RegistryException or IOException or UnauthorizedAccessException or System.Data.Common.DbException;
            if (Failure?.Message != e.Message)
                RegistryLog.NotPublished(logger, feed, e.Message, isKnown ? null : e);
            Failure = new FeedFailure(e.Message, Failure?.Since ?? time.GetUtcNow());
            PublishingMetrics.Failed(feed);
            return false;
        }
        finally
        {
            Progress = null;
        }
    }

    /// <summary>Gives the folder free.</summary>
    public void Dispose()
    {
        _publisher?.Dispose();
        _publisher = null;
    }

    private async Task<PublishResult?> PublishDueAsync(Publication? last, bool force, CancellationToken cancellation)
    {
        FeedPublisher publisher = Open(last);
        await using FeedSource source = await FeedSource.OpenAsync(database, feed, cancellation);
        FeedManifest? current = publisher.Current;
        if (current is not null && source.Sequence < current.Sequence)
        {
            throw new RegistryException(
                RegistryFault.Conflict,
                $"the database is at sequence {source.Sequence}, but {current.Sequence} was published from it before: it was restored from an older backup. Followers refuse a "
                + $"lower sequence, so nothing is published: restore a later backup, or go on without one, and it is published again after {current.Sequence - source.Sequence} more changes");
        }

        // A manifest that the database does not know was published just before a fall, or from a database that is no more: the snapshot shows which.
        bool isKnown = current is null || Publication.HashOf(current.ToBytes()) is { } hash && (hash == last?.Sha256 || hash == _published);
        bool isCovered = current is null || current.Sequence >= source.Pruned;
        bool isChanged = current is null || !isKnown || !isCovered || await source.HasChangedAsync(current.Sequence, cancellation);
        long? produced = ProducedSequenceFor(current, source, isKnown);
        if (!isChanged && produced is null && !force && _isChecked && current!.Created + (TimeSpan.FromSeconds(options.LifetimeSeconds) / 2) > time.GetUtcNow())
            return null;
        FeedUpdate update = new()
        {
            Sequence = isChanged ? source.Sequence : current!.Sequence,
            Changes = current is not null && isChanged && isCovered ? source.ChangesAsync(current.Sequence, cancellation) : AsyncEnumerable.Empty<ListingChangePair>(),
            Snapshot = source.ListingsAsync,
            Produced = produced is null ? null : _carriesProduced ? source.ProducedAsync : _ => AsyncEnumerable.Empty<ProducedRow>(),
            ProducedSequence = produced ?? 0,
            ForceSnapshot = !isKnown || !isCovered,
        };
        PublishResult result = await publisher.PublishAsync(update, new Teller(this), cancellation);
        _isChecked = true;
        Publication publication = Publication.Of(result.Manifest, keys.Fingerprint);
        _published = publication.Sha256;
        if (result.DriftedBuckets.Count > 0 && isKnown && isCovered)
            RegistryLog.Drifted(logger, feed, result.DriftedBuckets.Count);
        await source.DisposeAsync();
        await _publications.RememberAsync(publication, cancellation);
        return result;
    }

    // Followers refuse a lower sequence of produced ranges. So where it is not known what was published, or that is not this database's, is to go, or went and comes back, the
    // number of the registry's last change carries what stands now.
    private long? ProducedSequenceFor(FeedManifest? current, FeedSource source, bool isKnown)
    {
        ProducedPart? published = current?.Produced;
        if (!_carriesProduced)
            return published is { Tacs: > 0 } ? source.Sequence : null;
        if (current is null)
            return source.ProducedSequence == 0 ? null : source.Sequence;
        if (source.ProducedSequence > (published?.Sequence ?? 0))
            return source.ProducedSequence;
        return published is not null && (!isKnown || (published.Tacs == 0 && published.Sequence > source.ProducedSequence)) ? source.Sequence : null;
    }

    private FeedPublisher Open(Publication? last)
    {
        // A folder that was taken away under a running process is made anew.
        if (_publisher?.Current is not null && !File.Exists(Path.Combine(_folder, "manifest.json")))
            Dispose();
        if (_publisher is not null)
            return _publisher;
        PublishOptions publish = new() { Lifetime = TimeSpan.FromSeconds(options.LifetimeSeconds), MaxDeltas = options.MaxDeltas, SegmentRecords = options.SegmentRecords };
        _isChecked = false;
        try
        {
            return _publisher = new FeedPublisher(_folder, feed, keys.Signer, publish, time);
        }
        catch (FeedException e) when (e.Fault is FeedFault.BadSignature or FeedFault.Malformed && last?.Key == keys.Fingerprint)
        {
            // The key is the one that signed it, so what does not fit is damaged. If the key were another, an operator would have to decide.
            RegistryLog.FolderDamaged(logger, feed, _folder);
            foreach (string file in (string[])["manifest.json", "manifest.json.sig"])
            {
                string path = Path.Combine(_folder, file);
                if (File.Exists(path))
                    File.Move(path, path + ".damaged", overwrite: true);
            }

            return _publisher = new FeedPublisher(_folder, feed, keys.Signer, publish, time);
        }
    }

    private void Tell(PublishResult result, TimeSpan took)
    {
        Took = took;
        PublishingMetrics.Published(feed, took, result.Manifest.Sequence);
        RegistryLog.Published(logger, feed, result.Manifest.Sequence, result.Manifest.Listings, result.DeltaRecords, result.SnapshotTaken, took.TotalSeconds);
    }

    private sealed class Teller(FeedTask task) : IProgress<PublishProgress>
    {
        private long _last = Stopwatch.GetTimestamp();

        public void Report(PublishProgress value)
        {
            task.Progress = value;
            if (Stopwatch.GetElapsedTime(_last) < BetweenLines)
                return;
            _last = Stopwatch.GetTimestamp();
            task.Say(value);
        }
    }

    private void Say(PublishProgress progress) => RegistryLog.Publishing(logger, feed, progress.Phase, progress.Records);
}

/// <summary>Why a feed could not be published.</summary>
/// <param name="Message">What is wrong, and what to do.</param>
/// <param name="Since">Since when.</param>
internal sealed record FeedFailure(string Message, DateTimeOffset Since);
