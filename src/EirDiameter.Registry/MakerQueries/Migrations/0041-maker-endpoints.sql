-- Where manufacturers answer whether they produced an equipment (Q.5057: the real-time query).
CREATE TABLE maker_endpoints (
    participant BIGINT NOT NULL PRIMARY KEY REFERENCES participants (id),
    url         TEXT   NOT NULL,
    sequence    BIGINT NOT NULL         -- of the ledger entry that set it
);
