-- How many different equipment the summaries of a country name now: counted as they come and go, since to count them all again takes a look at every summary that is kept.
CREATE TABLE equipment_in_use (
    country   TEXT   NOT NULL PRIMARY KEY,
    equipment BIGINT NOT NULL
);
INSERT INTO equipment_in_use (country, equipment) SELECT country, COUNT(DISTINCT key) FROM usage GROUP BY country;
