namespace EirDiameter.Feed;

/// <summary>Publishes one feed into one folder.</summary>
public sealed class FeedPublisher : IDisposable
{
    /// <summary>Opens the folder, and makes it if need be.</summary>
    public FeedPublisher(string folder, string feed, FeedSigner signer, PublishOptions options, TimeProvider time)
    {
        _ = (folder, feed, signer, options, time);
        throw new NotImplementedException();
    }

    /// <summary>What the folder holds; null = nothing was published yet.</summary>
    public FeedManifest? Current { get; private set; }

    /// <summary>Publishes an update.</summary>
    public Task<PublishResult> PublishAsync(FeedUpdate update, IProgress<PublishProgress>? progress = null, CancellationToken cancellation = default)
    {
        _ = (update, progress, cancellation);
        Current = null;
        throw new NotImplementedException();
    }

    /// <summary>Gives the folder free.</summary>
    public void Dispose()
    {
    }
}
