-- Whose words are whose. METRICS.md §1: a job is one attempt of one request at one orchestrator, and a swap begins another.

-- What happens first where two facts have one time, and what shows that there is a job: always, or where it names whom it is about.
CREATE TABLE kind (kind PRIMARY KEY, rank, begins);
INSERT INTO kind VALUES ('request_received', 2, NULL), ('swap', 3, 'named'), ('job_started', 4, 'always'), ('payment', 5, 'always'),
  ('first_output', 6, 'always'), ('sample', 7, 'always'), ('e2e', 8, 'named'), ('bytes', 9, 'always'), ('error', 10, 'named'),
  ('restart', 11, 'named'), ('no_capacity', 12, NULL), ('ended', 13, 'job named');

-- Each fact once, in the order in which it counts: by the window that took it, then by its time; of two ends the worse first.
CREATE TABLE heard AS
SELECT arrived, at, kind, begins, job, request, orchestrator, node, coalesce(orchestrator, node) AS whom, polled, said,
  row_number() OVER (ORDER BY arrived, at, rank, request IS NULL AND job IS NULL,
    CASE said ->> 'ending' WHEN 'error' THEN 0 WHEN 'refused' THEN 1 WHEN 'completed' THEN 2 ELSE 3 END, id) AS place
FROM (SELECT *, row_number() OVER (PARTITION BY id ORDER BY seq) AS copy FROM observation) JOIN kind USING (kind)
WHERE copy = 1;

CREATE INDEX heard_request ON heard (request, place);

-- A status repeats what events tell.
DELETE FROM heard WHERE polled AND EXISTS (
  SELECT 1 FROM heard e
  WHERE e.request = heard.request AND NOT e.polled AND e.kind <> 'request_received' AND e.place < heard.place
);

-- A first output is told once of an attempt: another one there, without a start between them, is of the next. Before that it may
-- be on its way from where the request was.
CREATE VIEW output_again AS
SELECT h.place FROM heard h WHERE kind = 'first_output' AND EXISTS (
  SELECT 1 FROM heard e
  WHERE e.request = h.request AND e.whom = h.whom AND e.kind = 'first_output' AND e.place < h.place
    AND e.said ->> 'relayed' = h.said ->> 'relayed' AND NOT EXISTS (
      SELECT 1 FROM heard s
      WHERE s.request = h.request AND s.whom = h.whom AND s.kind = 'job_started' AND s.place BETWEEN e.place AND h.place
    )
);

-- Where a request is, as far as no job is named: where it is heard of first or starts, until it is moved, refused or elsewhere.
-- After its end it is nowhere.
CREATE TABLE leg AS
SELECT printf('%016x', place) AS name, request, whom, at, arrived, place AS since, row_number() OVER request - 1 AS nth
FROM (
  SELECT *, lag(kind) OVER request AS kind_before, lag(whom) OVER request AS whom_before
  FROM (
    SELECT *, row_number() OVER (PARTITION BY request, whom, leaves ORDER BY place) AS word
    FROM (SELECT *, kind = 'swap' OR coalesce(said ->> 'ending' = 'refused', 0) AS leaves FROM heard)
    WHERE job IS NULL AND request IS NOT NULL AND (leaves OR (whom IS NOT NULL AND begins IN ('always', 'named')))
  )
  WHERE word = 1 OR leaves OR kind = 'job_started' OR place IN (SELECT place FROM output_again)
  WINDOW request AS (PARTITION BY request ORDER BY place)
) mark
WHERE NOT leaves AND (kind_before IS NULL OR kind_before IN ('swap', 'ended') OR whom_before IS NOT whom)
  AND NOT EXISTS (
    SELECT 1 FROM heard e
    WHERE e.request = mark.request AND e.job IS NULL AND e.kind = 'ended' AND e.said ->> 'ending' <> 'refused'
      AND e.place < mark.place AND e.at < mark.at
  )
WINDOW request AS (PARTITION BY request ORDER BY place);

-- Each fact is of the job that it names; else of the attempt of its time, at the place that it names or at any; of what is from
-- before all of them, the first.
CREATE TABLE part AS
SELECT *,
  CASE
    WHEN job IS NULL THEN (
      SELECT name FROM leg l
      WHERE l.request = h.request AND since <= place AND coalesce(h.whom = l.whom, 1)
      ORDER BY l.at <= h.at DESC, iif(l.at <= h.at, -since, since) LIMIT 1
    )
    WHEN EXISTS (SELECT 1 FROM heard b WHERE b.job = h.job AND b.begins IS NOT NULL AND b.place <= h.place) THEN job
  END AS name
FROM heard h;

-- A payment without a request is for the latest earlier one that used its session.
UPDATE part SET name = (
  SELECT p.name FROM part p
  WHERE p.kind = 'payment' AND p.name IS NOT NULL AND coalesce(p.request, p.job) IS NOT NULL AND p.place < part.place
    AND p.said ->> 'session' = part.said ->> 'session' AND p.orchestrator IS part.orchestrator
  ORDER BY p.at DESC, p.place DESC LIMIT 1
) WHERE kind = 'payment' AND request IS NULL AND job IS NULL;

CREATE INDEX part_name ON part (name, place);
