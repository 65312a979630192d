namespace EirDiameter.Feed;

/// <summary>One immutable file of a feed, named by its own hash: gzip of CSV rows under a header.</summary>
public sealed record Segment
{
    /// <summary>Octets of the largest segment that a manifest may name: 4 GiB.</summary>
    public const long MaxBytes = 1L << 32;

    /// <summary>SHA-256 of the gzip octets: 64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Octets of the gzip file, 1 to <see cref="MaxBytes"/>.</summary>
    public required long Bytes { get; init; }

    /// <summary>Rows without the header.</summary>
    public required long Records { get; init; }

    /// <summary>The first bucket of <see cref="Equipment.ListingDigest"/> in a snapshot's segment, 0 to 255; null in others.</summary>
    public int? FirstBucket { get; init; }

    /// <summary>The last bucket in a snapshot's segment, inclusive; null in others.</summary>
    public int? LastBucket { get; init; }

    /// <summary>The first TAC in a segment of produced ranges; null in others.</summary>
    public Equipment.Tac? FirstTac { get; init; }

    /// <summary>The last TAC in a segment of produced ranges, inclusive; null in others.</summary>
    public Equipment.Tac? LastTac { get; init; }

    /// <summary>The name of its file: the hash and `.csv.gz`.</summary>
    public string FileName => Sha256 + ".csv.gz";
}
