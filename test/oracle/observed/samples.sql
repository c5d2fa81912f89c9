-- What samples say of covered time, of input and of output. METRICS.md §2 and §3, rule 1; docs/adr/0005, 0006, 0007.

-- An age below zero is none, and is counted. Input has stopped where there are no frames, or none for more than 2 s.
CREATE VIEW status AS
SELECT name, place, arrived, at, started_at, state, runner_started_at, relayed, CAST(1000 * fps AS INTEGER) AS milli,
  CAST(input_fps AS INTEGER) AS input, iif(output_age >= 0, output_age, NULL) AS output_age,
  coalesce(input_fps = 0, 0) OR coalesce(input_age > 2000, 0) AS is_stopped,
  iif(input_age > 2000 OR (input_fps = 0 AND input_age >= 0), at - input_age, NULL) AS stopped_at,
  coalesce(input_age < 0, 0) + coalesce(output_age < 0, 0) AS impossible
FROM (
  SELECT *, said ->> 'fps' AS fps, said ->> 'input_fps' AS input_fps, said ->> 'input_age_ms' AS input_age,
    said ->> 'output_age_ms' AS output_age, said ->> 'state' AS state, said ->> 'relayed' AS relayed,
    said ->> 'runner_started_at' AS runner_started_at
  FROM evidence JOIN course USING (name) WHERE kind = 'sample'
);

-- Sample i covers (t[i-1], t[i]], t[0] the start, at most 15 s, and not what is more than 3 s after the last input. What comes after
-- a later one covers nothing; and what covers nothing because input had stopped is of a stream that is over, and does not count.
CREATE TABLE report AS
SELECT *, iif(is_late, 0, until - covers_from) AS ms, is_late OR until > covers_from AS counts
FROM (
  SELECT *, max(before, at - 15000) AS covers_from, at <= before AS is_late, at < before AS is_older, min(at, coalesce(stopped_at + 3000, at)) AS until
  FROM (SELECT *, coalesce(max(iif(at > started_at, at, NULL)) OVER earlier, started_at) AS before FROM status
    WINDOW earlier AS (PARTITION BY name ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))
);

CREATE INDEX report_name ON report (name, at);

-- What shows output, and how well: a side's own word, what a gateway relays, frames.
CREATE TABLE shown AS
SELECT name, place, at, iif(said ->> 'relayed', 2, 1) AS rank FROM evidence WHERE kind = 'first_output'
UNION ALL SELECT name, place, at, 3 FROM report WHERE milli > 0 AND counts;

CREATE INDEX shown_name ON shown (name, rank);

-- When output began and was seen last: output at most 2 s old at a sample flows on. Where the newest sample shows that input stopped, a
-- stream is over 3 s after it; the newest state counts as long as there was input to be processed.
CREATE TABLE finish AS
SELECT *, coalesce(own_at, relayed_at) AS first_output_at,
  min(coalesce(ended_at, last_evidence_at), coalesce(last_input_at + 3000, 9e15)) AS until
FROM (
  SELECT c.*,
    (SELECT min(at) FROM shown s WHERE s.name = c.name AND rank = 1) AS own_at,
    (SELECT min(at) FROM shown s WHERE s.name = c.name AND rank = 2) AS relayed_at,
    (SELECT min(at) FROM shown s WHERE s.name = c.name AND rank = 3) AS active_at, (
      SELECT max(at) FROM (
        SELECT name, at FROM shown WHERE rank < 3
        UNION ALL SELECT name, iif(output_age > 2000, at - output_age, at) FROM report WHERE output_age IS NOT NULL OR milli > 0
      ) o WHERE o.name = c.name
    ) AS last_output_at, (
      SELECT iif(is_stopped, coalesce(stopped_at, at), NULL) FROM report r
      WHERE r.name = c.name AND NOT is_late ORDER BY place DESC LIMIT 1
    ) AS last_input_at, coalesce((
      SELECT state = 'error' FROM report r
      WHERE r.name = c.name AND NOT is_late AND until = at AND state IS NOT NULL ORDER BY place DESC LIMIT 1
    ), 0) AS in_error
  FROM course c
);

-- Zero frames are warm-up where what they cover begins before the first output, and stall after it: by what was known then, since a
-- window that is sealed takes nothing back.
CREATE TABLE covered AS
SELECT name, arrived, sum(milli > 0) AS samples, sum(milli = 0) AS zero_samples, sum(iif(milli > 0, ms, 0)) AS active_ms,
  sum(iif(milli = 0 AND covers_from >= (
    SELECT min(at) FROM shown s WHERE s.name = r.name AND s.place < r.place GROUP BY rank ORDER BY rank LIMIT 1
  ), ms, 0)) AS stall_ms,
  sum(milli * ms) AS milli_fps_ms, sum(milli) AS sum_milli_fps, sum(milli * milli) AS sum_milli_fps_squared
FROM report r WHERE counts GROUP BY name, arrived;
