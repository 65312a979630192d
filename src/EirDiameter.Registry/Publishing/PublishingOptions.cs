using EirDiameter.Feed;

namespace EirDiameter.Registry;

/// <summary>Section <c>Registry:Publish</c>: the feeds by which nodes follow the registry.</summary>
public sealed record PublishingOptions
{
    /// <summary>Folder of the feeds, one folder in it for each. Processes that share a database share it too.</summary>
    public string Folder { get; init; } = "registry/feeds";

    /// <summary>PEM file of the private key that signs all feeds; made at the first start, with the public one (.pub.pem) beside it.</summary>
    public string Key { get; init; } = "registry/feed.key.pem";

    /// <summary>Seconds between looks for something new; 1 to 86 400.</summary>
    public int IntervalSeconds { get; init; } = 60;

    /// <summary>Seconds that a publication may be accepted; it is renewed when half of them are over. 60 to 31 536 000.</summary>
    public int LifetimeSeconds { get; init; } = 86_400;

    /// <summary>Deltas after which a snapshot is taken; 1 to 10 000.</summary>
    public int MaxDeltas { get; init; } = 100;

    /// <summary>About how many records a segment has; 100 to 10 000 000.</summary>
    public int SegmentRecords { get; init; } = 50_000;

    /// <summary>Days that changes of listings are kept to make deltas of; 1 to 3650.</summary>
    public int KeepChangesDays { get; init; } = 30;

    /// <summary>Feeds that anybody may fetch; the others need a participant's key.</summary>
    public IReadOnlyList<string> Public { get; init; } = ["global"];

    /// <summary>Whether the feeds of countries carry the produced ranges too; the global feed always does.</summary>
    public bool ProducedInCountries { get; init; }

    /// <summary>File of the public key.</summary>
    internal string PublicKey => Path.ChangeExtension(Path.ChangeExtension(Key, null), null) + ".pub.pem";

    internal void Check(List<string> errors)
    {
        if (string.IsNullOrWhiteSpace(Folder))
            errors.Add("Registry:Publish:Folder: is empty");
        if (!Key.EndsWith(".key.pem", StringComparison.Ordinal) || Path.GetFileName(Key) == ".key.pem")
            errors.Add($"Registry:Publish:Key: '{Key}' does not end in .key.pem, after a name");
        Bounds(errors, nameof(IntervalSeconds), IntervalSeconds, 1, 86_400);
        Bounds(errors, nameof(LifetimeSeconds), LifetimeSeconds, 60, 31_536_000);
        Bounds(errors, nameof(MaxDeltas), MaxDeltas, 1, 10_000);
        Bounds(errors, nameof(SegmentRecords), SegmentRecords, 100, 10_000_000);
        Bounds(errors, nameof(KeepChangesDays), KeepChangesDays, 1, 3650);
        if (LifetimeSeconds < IntervalSeconds * 2L)
            errors.Add("Registry:Publish:LifetimeSeconds: is less than two intervals, so that feeds would expire before they are renewed");
        for (int i = 0; i < Public.Count; i++)
        {
            if (!FeedName.IsValid(Public[i]))
                errors.Add($"Registry:Publish:Public:{i}: '{Public[i]}' is not the name of a feed: global, or a country by its two letters");
        }
    }

    private static void Bounds(List<string> errors, string key, int value, int least, int most)
    {
        if (value < least || value > most)
            errors.Add($"Registry:Publish:{key}: {value} is not from {least} to {most}");
    }
}
