-- Type approvals: what administrations let be used in their countries (Q.5050 10.2; WTSA Resolution 96). Each version stays.
CREATE TABLE approvals (
    sequence    BIGINT NOT NULL,        -- of the ledger entry that declared it
    ordinal     BIGINT NOT NULL,        -- among those of that entry
    participant BIGINT NOT NULL,
    country     TEXT   NOT NULL,
    tac         BIGINT NOT NULL,
    certificate TEXT   NOT NULL,
    model       TEXT   NOT NULL,
    valid_from  BIGINT NOT NULL,        -- days since 1970, inclusive
    valid_until BIGINT NOT NULL,        -- the last day, inclusive; 1000000 = no end
    ended       BIGINT,                 -- sequence of the entry that replaced or withdrew it; null = current
    withdrawn   BIGINT NOT NULL,        -- 1 = withdrawn and not replaced
    PRIMARY KEY (sequence, ordinal)
);
CREATE UNIQUE INDEX approvals_current ON approvals (tac, country) WHERE ended IS NULL;
CREATE INDEX approvals_by_tac ON approvals (tac);

-- What the rule against TACs without approval has listed in a country's feed, by which claim.
CREATE TABLE not_approved_listings (
    country        TEXT   NOT NULL,
    tac            BIGINT NOT NULL,
    list           BIGINT NOT NULL,
    claim_sequence BIGINT NOT NULL,
    claim_ordinal  BIGINT NOT NULL,
    PRIMARY KEY (country, tac)
);
