-- The TAC database as last loaded, and what it held before: a TAC that a load does not name any more is withdrawn, not forgotten.
CREATE TABLE allocations (
    tac            BIGINT NOT NULL PRIMARY KEY,
    manufacturer   TEXT   NOT NULL,
    make           TEXT   NOT NULL,     -- the manufacturer's name as names are compared
    model          TEXT   NOT NULL,
    marketing_name TEXT   NOT NULL,
    bands          TEXT   NOT NULL,
    device_type    TEXT   NOT NULL,
    country        TEXT,                -- ISO 3166 alpha-2, lower case; null = the file does not say
    allocated      BIGINT,              -- days since 1970-01-01; null = the file does not say
    extras         TEXT   NOT NULL,     -- JSON object: the columns that are not known here
    digest         BIGINT NOT NULL,     -- of all of the above, to see what a load changes
    sequence       BIGINT NOT NULL,     -- of the load that made it so
    withdrawn      BIGINT               -- sequence of the first load without it; null = it stands
);
CREATE INDEX allocations_by_make ON allocations (make, tac);
CREATE INDEX allocations_by_country ON allocations (country, tac);

CREATE TABLE allocation_loads (
    sequence BIGINT NOT NULL PRIMARY KEY,
    time     BIGINT NOT NULL,           -- seconds since 1970 UTC
    name     TEXT   NOT NULL,
    sha256   TEXT   NOT NULL,
    tacs     BIGINT NOT NULL            -- how many it named
);
