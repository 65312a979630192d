using EirDiameter.Feed;
using EirDiameter.Store;

namespace EirDiameter.Node.Feeds;

/// <summary>The latest of what those who work have told.</summary>
internal sealed class ProgressNote : IProgress<FetchProgress>, IProgress<ImportProgress>
{
    private FollowProgress? _latest;

    /// <summary>How far the work is; null = nothing is being done.</summary>
    public FollowProgress? Latest
    {
        get => Volatile.Read(ref _latest);
        set => Volatile.Write(ref _latest, value);
    }

    public void Report(FetchProgress value) => Latest = new FollowProgress("segments", value.Bytes, value.TotalBytes);

    public void Report(ImportProgress value) => Latest = new FollowProgress(value.Phase, value.Applied, value.Total);
}
