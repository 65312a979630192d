-- What manufacturers and administrations say was produced, by TAC: every version of every owner.
CREATE TABLE productions (
    tac         BIGINT NOT NULL,
    participant BIGINT NOT NULL REFERENCES participants (id),
    version     BIGINT NOT NULL,        -- of this owner's word on this TAC: 1, 2, 3 …
    since       BIGINT NOT NULL,        -- sequence of the entry that made it
    until       BIGINT,                 -- sequence of the entry that replaced or withdrew it; null = it stands
    complete    BIGINT NOT NULL,        -- 1 = all that was made is declared
    country     TEXT,                   -- ISO 3166 alpha-2, lower case; null = not said
    valid_from  BIGINT,                 -- days since 1970-01-01; null = not said
    ranges      BIGINT NOT NULL,        -- how many
    serials     BIGINT NOT NULL,        -- how many serial numbers are in them
    PRIMARY KEY (tac, participant, version)
) {{index_organised}};
CREATE INDEX productions_by_participant ON productions (participant, tac);

-- The serial numbers that stand. Those of one owner neither overlap nor touch.
CREATE TABLE produced_ranges (
    tac         BIGINT NOT NULL,
    participant BIGINT NOT NULL,
    serial_from BIGINT NOT NULL,
    serial_to   BIGINT NOT NULL,
    since       BIGINT NOT NULL,
    PRIMARY KEY (tac, participant, serial_from)
) {{index_organised}};

-- Those that do not stand any more, so that older versions can be read.
CREATE TABLE produced_ranges_past (
    tac         BIGINT NOT NULL,
    participant BIGINT NOT NULL,
    serial_from BIGINT NOT NULL,
    serial_to   BIGINT NOT NULL,
    since       BIGINT NOT NULL,
    until       BIGINT NOT NULL
);
CREATE INDEX produced_ranges_past_by_tac ON produced_ranges_past (tac, participant);

-- Where two owners both claim the same serial numbers. Both stand until one of them withdraws.
CREATE TABLE production_conflicts (
    tac         BIGINT NOT NULL,
    first       BIGINT NOT NULL,        -- the participant with the lower number
    second      BIGINT NOT NULL,
    ranges      BIGINT NOT NULL,        -- how many ranges both claim
    serials     BIGINT NOT NULL,        -- how many serial numbers are in them
    serial_from BIGINT NOT NULL,        -- the first of these ranges
    serial_to   BIGINT NOT NULL,
    since       BIGINT NOT NULL,
    PRIMARY KEY (tac, first, second)
) {{index_organised}};

-- The last entry of the ledger that changed any of the above.
CREATE TABLE production_head (
    one      BIGINT NOT NULL PRIMARY KEY,
    sequence BIGINT NOT NULL
);
INSERT INTO production_head (one, sequence) VALUES (1, 0);
