-- What the administration of a country makes of a finding, for its country alone. What the registrar or the registry makes of one stands in findings, for all.
CREATE TABLE finding_settlements (
    key         BIGINT NOT NULL,
    kind        TEXT   NOT NULL,
    country     TEXT   NOT NULL,
    status      TEXT   NOT NULL,        -- confirmed, dismissed, resolved
    participant BIGINT NOT NULL,        -- who may change it
    settled_as  TEXT   NOT NULL,        -- its name
    settled_why TEXT   NOT NULL,
    sequence    BIGINT NOT NULL,        -- of the ledger entry that made it so
    PRIMARY KEY (key, kind, country)
) {{index_organised}};

INSERT INTO finding_settlements (key, kind, country, status, participant, settled_as, settled_why, sequence)
SELECT f.key, f.kind, p.country, f.status, f.settled_by, COALESCE(f.settled_as, p.name), COALESCE(f.settled_why, ''), f.updated
FROM findings f JOIN participants p ON p.id = f.settled_by WHERE p.country IS NOT NULL AND f.status <> 'open';
UPDATE findings SET status = 'open', settled_by = NULL, settled_as = NULL, settled_why = NULL
WHERE settled_by IN (SELECT id FROM participants WHERE country IS NOT NULL);

-- As findings.held, of one country that an old finding concerns newly. In both, 2 = the registrar released it: listed as a rule says, and not counted by the guard any more.
ALTER TABLE finding_countries ADD COLUMN held BIGINT NOT NULL DEFAULT 0;

-- What a change touched, and what a country has listed.
CREATE INDEX findings_by_update ON findings (updated);
CREATE INDEX finding_listings_by_feed ON finding_listings (feed, kind, key);
