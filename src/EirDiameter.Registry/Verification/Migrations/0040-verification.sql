-- Whether a country declares approvals at all: one that does not says nothing by not approving.
CREATE INDEX approvals_by_country ON approvals (country) WHERE ended IS NULL;
