namespace EirDiameter.Feed;

/// <summary>What was wrong with a feed. Whatever it was, nothing was changed.</summary>
public enum FeedFault
{
    /// <summary>The server could not be reached, answered with an error, or went silent.</summary>
    Unreachable,

    /// <summary>A manifest, a signature file or an answer is not what the format says.</summary>
    Malformed,

    /// <summary>The manifest was not signed by the owner of the feed's key.</summary>
    BadSignature,

    /// <summary>The manifest is that of another feed.</summary>
    WrongFeed,

    /// <summary>The manifest's time is over: its publisher stands still, or someone keeps newer ones back.</summary>
    Expired,

    /// <summary>The manifest says that it was made too far in the future: one of the two clocks is wrong.</summary>
    FromTheFuture,

    /// <summary>The manifest is older than one accepted before, or says something else at the same sequence.</summary>
    Replayed,

    /// <summary>A segment is not the one that the manifest names: another hash or size.</summary>
    WrongHash,

    /// <summary>A segment does not hold as many records as said, or a record that is refused.</summary>
    WrongCount,

    /// <summary>A delta does not begin where the follower is.</summary>
    NoBase,

    /// <summary>A file or folder of this machine could not be read or written.</summary>
    Disk,

    /// <summary>A key file is missing, or holds no ECDSA key on the curve P-256 of the kind that is needed.</summary>
    BadKey,

    /// <summary>Another process publishes into the folder.</summary>
    InUse,

    /// <summary>What was to be published is not sound: out of order, twice the same, a listing that cannot be written, a lower sequence.</summary>
    BadUpdate,
}
