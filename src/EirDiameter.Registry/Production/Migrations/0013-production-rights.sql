-- Whether a declaration still counts: it does not while its TAC is not its owner's.
ALTER TABLE productions ADD COLUMN lost BIGINT;    -- sequence of the ledger entry by which the TAC ceased to be its owner's; null = it is
