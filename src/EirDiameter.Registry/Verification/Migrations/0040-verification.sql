-- Whether a country declares approvals at all: one that does not says nothing by not approving.
CREATE INDEX approvals_by_country ON approvals (country) WHERE ended IS NULL;

-- Since when equipment of a TAC is about, wherever.
CREATE INDEX tacs_in_use_by_tac ON tacs_in_use (tac, first_day);
