-- What participants, rules and approvals want listed in a feed. Any number may want the same; each may take back only its own.
CREATE TABLE claims (
    sequence    BIGINT NOT NULL,        -- of the ledger entry that made it
    ordinal     BIGINT NOT NULL,        -- among those of that entry
    participant BIGINT NOT NULL,
    source      TEXT   NOT NULL,        -- report, approval, finding
    feed        TEXT   NOT NULL,        -- global, or a country
    bucket      BIGINT NOT NULL,        -- ListingDigest.BucketOf(key_from)
    kind        BIGINT NOT NULL,        -- 0 equipment, 1 pair, 2 range or TAC
    key_from    BIGINT NOT NULL,
    key_to      BIGINT NOT NULL,
    imsi        BIGINT NOT NULL,        -- Imsi.Value; 0 = none
    list        BIGINT NOT NULL,        -- EquipmentList
    reason      TEXT   NOT NULL,
    effective   BIGINT NOT NULL,        -- quarter hours as in Validity
    expires     BIGINT NOT NULL,
    withdrawn   BIGINT,                 -- sequence of the entry that took it back; null = it stands
    PRIMARY KEY (sequence, ordinal)
);
CREATE INDEX claims_by_key ON claims (key_from, imsi, feed);

-- The few that speak of more than one equipment, to find those that cover a key.
CREATE INDEX claims_by_range ON claims (key_from, key_to) WHERE kind = 2;

-- What the feeds list now: one row for each listing that at least one standing claim wants, in the order of the feed's segments.
CREATE TABLE listings (
    feed      TEXT   NOT NULL,
    bucket    BIGINT NOT NULL,
    kind      BIGINT NOT NULL,
    key_from  BIGINT NOT NULL,
    key_to    BIGINT NOT NULL,
    imsi      BIGINT NOT NULL,
    list      BIGINT NOT NULL,
    reason    TEXT   NOT NULL,
    effective BIGINT NOT NULL,
    expires   BIGINT NOT NULL,
    PRIMARY KEY (feed, bucket, kind, key_from, key_to, imsi, list)
) {{index_organised}};
CREATE INDEX listings_by_range ON listings (key_from, key_to) WHERE kind = 2;

-- How the listings came to be so: what each was before and is after an entry of the ledger. Publishing makes deltas of it.
CREATE TABLE listing_changes (
    feed             TEXT   NOT NULL,
    sequence         BIGINT NOT NULL,
    bucket           BIGINT NOT NULL,
    kind             BIGINT NOT NULL,
    key_from         BIGINT NOT NULL,
    key_to           BIGINT NOT NULL,
    imsi             BIGINT NOT NULL,
    list             BIGINT NOT NULL,
    before_reason    TEXT,              -- null = it was not listed
    before_effective BIGINT,
    before_expires   BIGINT,
    after_reason     TEXT,              -- null = it is not listed any more
    after_effective  BIGINT,
    after_expires    BIGINT,
    PRIMARY KEY (feed, sequence, bucket, kind, key_from, key_to, imsi, list)
) {{index_organised}};
