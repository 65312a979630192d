using Dapper;

namespace EirDiameter.Registry;

/// <summary>
/// The statements that bring listings up to date. They work on the temporary table <c>touched</c>, which holds the listings that a change of claims
/// touches: with what new claims add to each, or with what the standing claims make of each now. Joins are written as CROSS JOIN, which SQLite does in the
/// order written: from the few that are touched to the many that are kept.
/// </summary>
internal static class CompositionSql
{
    public static string MakeTouched(Dialect dialect) =>
        $"""
        CREATE TEMPORARY TABLE IF NOT EXISTS touched (
            feed TEXT NOT NULL, bucket BIGINT NOT NULL, kind BIGINT NOT NULL, key_from BIGINT NOT NULL, key_to BIGINT NOT NULL, imsi BIGINT NOT NULL,
            list BIGINT NOT NULL, reason TEXT, effective BIGINT, expires BIGINT,
            PRIMARY KEY (feed, bucket, kind, key_from, key_to, imsi, list)) {dialect.IndexOrganised}
        """;

    public const string MakeWithdrawn =
        "CREATE TEMPORARY TABLE IF NOT EXISTS withdrawn_claims (sequence BIGINT NOT NULL, ordinal BIGINT NOT NULL, PRIMARY KEY (sequence, ordinal))";

    /// <summary>Takes back the claims of <c>withdrawn_claims</c>, and fills <c>touched</c> with their listings.</summary>
    public const string TakeBack =
        $"""
        INSERT INTO touched ({ListingRow.Key})
        SELECT DISTINCT {OfClaim}
        FROM withdrawn_claims w CROSS JOIN claims c
        WHERE c.sequence = w.sequence AND c.ordinal = w.ordinal AND c.withdrawn IS NULL;

        UPDATE claims SET withdrawn = @Sequence
        WHERE withdrawn IS NULL AND (sequence, ordinal) IN (SELECT sequence, ordinal FROM withdrawn_claims);

        DELETE FROM withdrawn_claims
        """;

    /// <summary>
    /// Fills <c>touched</c> with the listings that say what only a claim said whose time has come to an end, while another's has not: what is left of them is
    /// less than all together wanted.
    /// </summary>
    public const string TouchExpired =
        $"""
        INSERT INTO touched ({ListingRow.Key})
        SELECT DISTINCT {OfClaim}
        FROM claims c JOIN listings l ON {ListingOfClaim}
        WHERE c.withdrawn IS NULL AND c.expires < {LastQuarter} AND c.expires > @Since AND c.expires <= @Now AND l.expires > @Now
            AND ((l.effective = c.effective AND NOT EXISTS (SELECT 1 FROM claims a WHERE {StandsBeside} AND a.effective = c.effective))
                OR (l.reason = c.reason AND NOT EXISTS (SELECT 1 FROM claims a WHERE {StandsBeside} AND a.reason = c.reason)))
        """;

    /// <summary>
    /// Says in <c>touched</c> what the standing claims make of each: the reason of the oldest, and the widest validity. Claims whose time is over do not count
    /// beside others, or a block that ended long ago would make one that begins later begin at once.
    /// </summary>
    public const string SettleTouched =
        $"""
        UPDATE touched SET reason = s.reason, effective = s.effective, expires = s.expires
        FROM (
            SELECT {OfClaim}, c.reason,
                COALESCE(MIN(CASE WHEN c.expires > @Now THEN c.effective END) OVER listing, MIN(c.effective) OVER listing) AS effective, MAX(c.expires) OVER listing AS expires,
                ROW_NUMBER() OVER (listing ORDER BY CASE WHEN c.expires > @Now THEN 0 ELSE 1 END, c.sequence, c.ordinal) AS age
            FROM touched t CROSS JOIN claims c
            WHERE {ClaimIsTouched} AND c.withdrawn IS NULL
            WINDOW listing AS (PARTITION BY {OfClaim})
        ) s
        WHERE s.age = 1 AND {SameAs}
            (s.feed, s.bucket, s.kind, s.key_from, s.key_to, s.imsi, s.list)
        """;

    /// <summary>Adds what <c>touched</c> has to the listings: a new one, or a wider validity of one that is there; one whose time is over gives way.</summary>
    public const string WidenListings =
        $"""
        INSERT INTO listing_changes ({ChangeColumns})
        SELECT {OfTouched}, @Sequence, l.reason, l.effective, l.expires,
            CASE WHEN l.expires > @Now OR t.expires <= @Now THEN COALESCE(l.reason, t.reason) ELSE t.reason END,
            CASE WHEN l.effective < t.effective AND (l.expires > @Now OR t.expires <= @Now) THEN l.effective ELSE t.effective END,
            CASE WHEN l.expires > t.expires THEN l.expires ELSE t.expires END
        FROM touched t LEFT JOIN listings l ON {ListingIsTouched}
        WHERE l.feed IS NULL OR (t.effective < l.effective AND (t.expires > @Now OR l.expires <= @Now)) OR t.expires > l.expires
        ORDER BY {OfTouched}
        {ChangedBefore};

        INSERT INTO listings ({ListingRow.Key}, reason, effective, expires)
        SELECT {OfTouched}, t.reason, t.effective, t.expires FROM touched t WHERE 1 = 1 ORDER BY {OfTouched}
        ON CONFLICT ({ListingRow.Key}) DO UPDATE SET
            reason = CASE WHEN listings.expires > @Now OR excluded.expires <= @Now THEN listings.reason ELSE excluded.reason END,
            effective = CASE WHEN listings.effective < excluded.effective AND (listings.expires > @Now OR excluded.expires <= @Now) THEN listings.effective ELSE excluded.effective END,
            expires = CASE WHEN listings.expires > excluded.expires THEN listings.expires ELSE excluded.expires END
        WHERE (excluded.effective < listings.effective AND (excluded.expires > @Now OR listings.expires <= @Now)) OR excluded.expires > listings.expires
        """;

    /// <summary>Makes the listings what <c>touched</c> says; those without a reason there are gone.</summary>
    public const string ReplaceListings =
        $"""
        INSERT INTO listing_changes ({ChangeColumns})
        SELECT {OfTouched}, @Sequence, l.reason, l.effective, l.expires, t.reason, t.effective, t.expires
        FROM touched t LEFT JOIN listings l ON {ListingIsTouched}
        WHERE l.reason IS DISTINCT FROM t.reason OR l.effective IS DISTINCT FROM t.effective OR l.expires IS DISTINCT FROM t.expires
        ORDER BY {OfTouched}
        {ChangedBefore};

        DELETE FROM listings WHERE ({ListingRow.Key}) IN (SELECT {OfTouched} FROM touched t WHERE t.reason IS NULL);

        INSERT INTO listings ({ListingRow.Key}, reason, effective, expires)
        SELECT {OfTouched}, t.reason, t.effective, t.expires FROM touched t WHERE t.reason IS NOT NULL ORDER BY {OfTouched}
        ON CONFLICT ({ListingRow.Key}) DO UPDATE SET reason = excluded.reason, effective = excluded.effective, expires = excluded.expires
        """;

    /// <summary>Forgets the changes of touched listings that are in the end as they were before the whole change.</summary>
    public const string ForgetUnchanged =
        $"""
        DELETE FROM listing_changes
        WHERE (feed, sequence, bucket, kind, key_from, key_to, imsi, list) IN
            (SELECT t.feed, @Sequence, t.bucket, t.kind, t.key_from, t.key_to, t.imsi, t.list FROM touched t)
            AND before_reason IS NOT DISTINCT FROM after_reason
            AND before_effective IS NOT DISTINCT FROM after_effective
            AND before_expires IS NOT DISTINCT FROM after_expires
        """;

    private const string OfClaim = "c.feed, c.bucket, c.kind, c.key_from, c.key_to, c.imsi, c.list";

    private const string OfTouched = "t.feed, t.bucket, t.kind, t.key_from, t.key_to, t.imsi, t.list";

    private const string SameAs = "(touched.feed, touched.bucket, touched.kind, touched.key_from, touched.key_to, touched.imsi, touched.list) =";

    private const string ListingIsTouched =
        """
        l.feed = t.feed AND l.bucket = t.bucket AND l.kind = t.kind AND l.key_from = t.key_from AND l.key_to = t.key_to
            AND l.imsi = t.imsi AND l.list = t.list
        """;

    // Validity.MaxQuarters: never ends.
    private const string LastQuarter = "4194303";

    private const string ListingOfClaim =
        """
        l.feed = c.feed AND l.bucket = c.bucket AND l.kind = c.kind AND l.key_from = c.key_from AND l.key_to = c.key_to
            AND l.imsi = c.imsi AND l.list = c.list
        """;

    private const string StandsBeside =
        """
        a.key_from = c.key_from AND a.imsi = c.imsi AND a.feed = c.feed AND a.key_to = c.key_to AND a.kind = c.kind AND a.list = c.list
            AND a.withdrawn IS NULL AND a.expires > @Now
        """;

    private const string ClaimIsTouched =
        "c.key_from = t.key_from AND c.imsi = t.imsi AND c.feed = t.feed AND c.key_to = t.key_to AND c.kind = t.kind AND c.list = t.list";

    private const string ChangeColumns =
        $"{ListingRow.Key}, sequence, before_reason, before_effective, before_expires, after_reason, after_effective, after_expires";

    // What a listing was before the change is what it was before the first time the change touched it.
    private const string ChangedBefore =
        """
        ON CONFLICT (feed, sequence, bucket, kind, key_from, key_to, imsi, list) DO UPDATE SET
            after_reason = excluded.after_reason, after_effective = excluded.after_effective, after_expires = excluded.after_expires
        """;

    private const long WorthAnalyzing = 1000;

    /// <summary>Tells the planner of PostgreSQL how much a temporary table holds; it would take it for small.</summary>
    public static async Task PlanForAsync(Change change, string table, long rows)
    {
        if (rows >= WorthAnalyzing && change.Dialect is PostgreSqlDialect)
            await change.Connection.ExecuteAsync("ANALYZE " + table, transaction: change.Transaction);
    }
}
