-- What the summaries of used equipment show (Q.5052 7; Q.5057): one row for each kind and equipment.
CREATE TABLE findings (
    key         BIGINT NOT NULL,
    kind        TEXT   NOT NULL,        -- several-countries, many-subscribers, never-produced, not-allocated
    sequence    BIGINT NOT NULL,        -- of the ledger entry that found it first; with the ordinal its name
    ordinal     BIGINT NOT NULL,
    status      TEXT   NOT NULL,        -- open, confirmed, dismissed, resolved
    held        BIGINT NOT NULL,        -- 1 = found with suspiciously many others: lists nothing
    evidence    TEXT   NOT NULL,        -- JSON array: country, participant, from, to, subscribers
    first_day   BIGINT NOT NULL,        -- first and last seen
    last_day    BIGINT NOT NULL,
    oldest_day  BIGINT NOT NULL,        -- when the oldest period of the evidence ended
    subscribers BIGINT NOT NULL,        -- most in one period of the evidence
    updated     BIGINT NOT NULL,        -- sequence of the entry that changed it last
    settled_by  BIGINT,                 -- participant; null = nobody
    settled_as  TEXT,                   -- its name
    settled_why TEXT,
    PRIMARY KEY (key, kind),
    UNIQUE (sequence, ordinal)
);
CREATE INDEX findings_by_status ON findings (status, sequence, ordinal);

CREATE TABLE finding_countries (
    key     BIGINT NOT NULL,
    kind    TEXT   NOT NULL,
    country TEXT   NOT NULL,
    PRIMARY KEY (key, kind, country)
) {{index_organised}};
CREATE INDEX finding_countries_by_country ON finding_countries (country, key, kind);

-- What findings have listed by rule, by which claims.
CREATE TABLE finding_listings (
    key            BIGINT NOT NULL,
    kind           TEXT   NOT NULL,
    feed           TEXT   NOT NULL,
    claim_sequence BIGINT NOT NULL,
    claim_ordinal  BIGINT NOT NULL,
    PRIMARY KEY (key, kind, feed)
) {{index_organised}};
