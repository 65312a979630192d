-- The log of every accepted change, each entry chained to the one before by its hash (Q.5053: a tamper-evident change log).
CREATE TABLE ledger (
    sequence    BIGINT NOT NULL PRIMARY KEY,
    time        BIGINT NOT NULL,            -- milliseconds since 1970 UTC
    participant BIGINT NOT NULL,            -- 0 = the registrar
    name        TEXT   NOT NULL,            -- of the participant, as it was then
    action      TEXT   NOT NULL,
    details     TEXT   NOT NULL,            -- JSON
    hash        TEXT   NOT NULL             -- SHA-256 over the hash before and all of the above
);

-- The last entry. Its one row is locked by every change, so that sequences are given in the order in which changes become visible.
CREATE TABLE ledger_head (
    one      BIGINT NOT NULL PRIMARY KEY,
    sequence BIGINT NOT NULL,
    hash     TEXT   NOT NULL
);
INSERT INTO ledger_head (one, sequence, hash) VALUES (1, 0, '');

CREATE TABLE participants (
    id       BIGINT NOT NULL PRIMARY KEY,   -- sequence of its entry in the ledger
    name     TEXT   NOT NULL UNIQUE,
    role     TEXT   NOT NULL,               -- administration, manufacturer, operator, auditor
    country  TEXT,                          -- ISO 3166 alpha-2, lower case
    makes    TEXT   NOT NULL,               -- JSON array: names of the manufacturer in the TAC database
    disabled BIGINT NOT NULL                -- 0 or 1
);

CREATE TABLE participant_keys (
    hash        TEXT   NOT NULL PRIMARY KEY,    -- SHA-256 of the key
    participant BIGINT NOT NULL REFERENCES participants (id),
    label       TEXT   NOT NULL,                -- its first characters, to tell keys apart
    created     BIGINT NOT NULL,
    revoked     BIGINT                          -- null = valid
);
