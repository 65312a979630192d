namespace EirDiameter.Registry;

/// <summary>What became of a bulk body, line by line.</summary>
internal sealed class BulkReport
{
    /// <summary>How many refused lines are told one by one; the rest is only counted.</summary>
    public const int MaxTold = 1000;

    // A line may be as long as it likes; the report of a thousand is not.
    private const int MaxWhat = 64;
    private const int MaxWhy = 300;

    private readonly List<BulkReject> _rejects = [];

    /// <summary>Lines with content, without the header.</summary>
    public long Lines => Accepted + Rejected;

    /// <summary>Lines that were taken.</summary>
    public long Accepted { get; private set; }

    /// <summary>Lines that were not, and changed nothing.</summary>
    public long Rejected { get; private set; }

    /// <summary>The first of them.</summary>
    public IReadOnlyList<BulkReject> Rejects => _rejects;

    /// <summary>Number of the change in the ledger; null = nothing was changed.</summary>
    public long? Sequence { get; set; }

    public void Accept() => Accepted++;

    /// <summary>A line that was accepted first turned out not to be acceptable, or several for one reason, of which the first is told.</summary>
    public void Revoke(long line, string what, string why, long lines = 1)
    {
        Accepted -= lines;
        Reject(line, what, why);
        Rejected += lines - 1;
    }

    /// <summary>Takes note of a refused line.</summary>
    /// <param name="line">Its number in the body; the first is 1.</param>
    /// <param name="what">What it is about; never anything that names a subscriber.</param>
    /// <param name="why">What is wrong and what would be right.</param>
    public void Reject(long line, string what, string why)
    {
        Rejected++;
        if (_rejects.Count < MaxTold)
            _rejects.Add(new BulkReject(line, Cut(what, MaxWhat), Cut(why, MaxWhy)));
    }

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..most] + "…";
}

/// <summary>A refused line.</summary>
/// <param name="Line">Its number; the first is 1.</param>
/// <param name="What">What it is about.</param>
/// <param name="Why">Why it was refused.</param>
internal sealed record BulkReject(long Line, string What, string Why);
