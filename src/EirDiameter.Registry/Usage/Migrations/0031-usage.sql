-- Summaries of used equipment: one row for each participant and period.
CREATE TABLE usage_periods (
    id          BIGINT NOT NULL PRIMARY KEY,
    participant BIGINT NOT NULL,
    country     TEXT   NOT NULL,
    from_day    BIGINT NOT NULL,        -- days since 1970, inclusive
    to_day      BIGINT NOT NULL,        -- the last day, inclusive
    equipment   BIGINT NOT NULL,        -- how many
    sequence    BIGINT NOT NULL,        -- of the ledger entry that brought it
    UNIQUE (participant, from_day, to_day)
);

-- Equipment of each. Country and period stand here too, so that rules need not look them up a million times.
CREATE TABLE usage (
    key         BIGINT NOT NULL,
    period      BIGINT NOT NULL,        -- usage_periods.id
    country     TEXT   NOT NULL,
    from_day    BIGINT NOT NULL,
    to_day      BIGINT NOT NULL,
    subscribers BIGINT NOT NULL,        -- distinct ones in the period
    PRIMARY KEY (key, period)
) {{index_organised}};
CREATE INDEX usage_by_period ON usage (period, key);

-- The subscribers of each, where told: 64 bits of the SHA-256 of what was sent, which was a salted hash already.
CREATE TABLE usage_subscribers (
    key    BIGINT NOT NULL,
    period BIGINT NOT NULL,
    hash   BIGINT NOT NULL,
    PRIMARY KEY (key, period, hash)
) {{index_organised}};
CREATE INDEX usage_subscribers_by_period ON usage_subscribers (period);

-- Which TACs have been seen in use in a country. It names no subscriber and no equipment, and outlives the summaries.
CREATE TABLE tacs_in_use (
    country   TEXT   NOT NULL,
    tac       BIGINT NOT NULL,
    first_day BIGINT NOT NULL,          -- end of the first period it was seen in
    last_day  BIGINT NOT NULL,
    PRIMARY KEY (country, tac)
);
