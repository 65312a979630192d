namespace EirDiameter.Store;

/// <summary>What an edit did.</summary>
public enum EditOutcome : byte
{
    /// <summary>It is listed now, and was not before.</summary>
    Added,

    /// <summary>It was listed with another reason or time.</summary>
    Changed,

    /// <summary>It was listed so already.</summary>
    Unchanged,

    /// <summary>It is not listed any more.</summary>
    Removed,

    /// <summary>It was not listed, so that there was nothing to remove.</summary>
    NotListed,
}

/// <summary>The acknowledgement of an edit: it is durable.</summary>
/// <param name="Feed">The feed edited.</param>
/// <param name="Sequence">Number of the edit within the feed.</param>
/// <param name="Outcome">What it did.</param>
public sealed record EditResult(string Feed, long Sequence, EditOutcome Outcome);
