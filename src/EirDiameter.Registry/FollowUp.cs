namespace EirDiameter.Registry;

/// <summary>
/// Does what follows from evidence that is kept already. If it fails the call has not: who were told so would send everything again. The daily run makes up for it.
/// </summary>
internal sealed class FollowUp(ILogger logger)
{
    /// <summary>Does it.</summary>
    /// <param name="what">What follows, for the note and the log.</param>
    /// <param name="work">How.</param>
    /// <returns>Null, or what to tell the caller.</returns>
    public async Task<string?> TryAsync(string what, Func<Task> work)
    {
        try
        {
            await work();
            return null;
        }
        catch (Exception e)
        {
            RegistryLog.FollowUpFailed(logger, what, e);
            return $"what was sent is kept; {what} will follow by the next daily run, since it could not be done now";
        }
    }
}

/// <summary>What became of evidence that was sent, line by line.</summary>
/// <param name="Lines">Lines with content, without the header.</param>
/// <param name="Accepted">Lines that were taken.</param>
/// <param name="Rejected">Lines that were not, and changed nothing.</param>
/// <param name="Rejects">The first of them.</param>
/// <param name="Sequence">Number of the change in the ledger; null = nothing was changed.</param>
/// <param name="Note">What has yet to follow from it; null = nothing.</param>
internal sealed record EvidenceReport(long Lines, long Accepted, long Rejected, IReadOnlyList<BulkReject> Rejects, long? Sequence, string? Note)
{
    public static EvidenceReport Of(BulkReport report, string? note) => new(report.Lines, report.Accepted, report.Rejected, report.Rejects, report.Sequence, note);
}

/// <summary>An answer that has nothing else to say.</summary>
/// <param name="Note">What has yet to follow.</param>
internal sealed record EvidenceNote(string Note);
