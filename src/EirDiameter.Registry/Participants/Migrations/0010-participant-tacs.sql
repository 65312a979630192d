-- TACs that were given to a participant by hand, beside those that the TAC database says are its own.
CREATE TABLE participant_tacs (
    tac         BIGINT NOT NULL,
    participant BIGINT NOT NULL REFERENCES participants (id),
    sequence    BIGINT NOT NULL,        -- of the ledger entry that gave it
    PRIMARY KEY (tac, participant)
) {{index_organised}};
CREATE INDEX participant_tacs_by_participant ON participant_tacs (participant, tac);
