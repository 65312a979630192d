-- What was published last of each feed: to know again what a folder holds, and whether this database is older than that.
CREATE TABLE publications (
    feed              TEXT   NOT NULL PRIMARY KEY,
    sequence          BIGINT NOT NULL,
    produced_sequence BIGINT,           -- null = without produced ranges
    sha256            TEXT   NOT NULL,  -- of manifest.json
    signed_by         TEXT   NOT NULL,  -- fingerprint of the key: SHA-256 of the public one
    created           BIGINT NOT NULL,  -- as the manifest says, seconds since 1970 UTC
    expires           BIGINT NOT NULL,
    listings          BIGINT NOT NULL,
    deltas            BIGINT NOT NULL
);

-- Changes of listings up to this sequence are not kept any more.
CREATE TABLE listing_changes_kept (
    one    BIGINT NOT NULL PRIMARY KEY,
    pruned BIGINT NOT NULL
);
INSERT INTO listing_changes_kept (one, pruned) VALUES (1, 0);
