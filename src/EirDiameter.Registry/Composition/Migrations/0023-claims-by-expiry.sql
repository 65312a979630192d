-- The few claims that end by themselves, in the order in which they do (4194303 = never).
CREATE INDEX claims_by_expiry ON claims (expires) WHERE withdrawn IS NULL AND expires < 4194303;
