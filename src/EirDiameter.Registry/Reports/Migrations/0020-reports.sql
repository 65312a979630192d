-- What participants reported of equipment: lost, stolen, recovered and so on. Rows are kept after they are withdrawn.
CREATE TABLE reports (
    sequence       BIGINT NOT NULL,     -- of the ledger entry that made it
    ordinal        BIGINT NOT NULL,     -- among those of that entry; together they are its id
    participant    BIGINT NOT NULL,
    origin         TEXT   NOT NULL,     -- list that it came with (dirbs-stolen …); empty = reported by itself
    type           TEXT   NOT NULL,     -- a word of ReportType
    key_from       BIGINT NOT NULL,
    key_to         BIGINT NOT NULL,
    imsi           BIGINT NOT NULL,     -- Imsi.Value; 0 = none
    feed           TEXT   NOT NULL,     -- global, or a country; empty = it lists nothing
    country        TEXT,                -- of who reported it
    reason         TEXT   NOT NULL,     -- free text; empty = none
    case_reference TEXT   NOT NULL,     -- empty = none
    effective      BIGINT NOT NULL,     -- quarter hours as in Validity
    expires        BIGINT NOT NULL,
    grace_days     BIGINT NOT NULL,
    claim_first    BIGINT NOT NULL,     -- ordinals of its claims in the same entry
    claim_count    BIGINT NOT NULL,
    withdrawn      BIGINT,              -- sequence of the entry that took it back; null = it stands
    PRIMARY KEY (sequence, ordinal)
);
CREATE INDEX reports_by_key ON reports (key_from, imsi, participant);
CREATE INDEX reports_by_range ON reports (key_from, key_to) WHERE key_from <> key_to;
CREATE INDEX reports_by_participant ON reports (participant, sequence, ordinal);
