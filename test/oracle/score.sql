-- Score and score_low of every orchestrator in a view, of all its workflows ('' stands for all) and of each. METRICS.md §4.

CREATE TABLE scored AS
WITH views(witness) AS (VALUES ('any'), ('corroborated')),
seen_as AS (
  SELECT owner, witness, coalesce(pipeline || '/' || model, '?') AS workflow, outcome, credit, self_excused
  FROM job JOIN views ON iif(witness = 'any', NOT counted_before, seen) WHERE purpose = 'live'
), of_all AS (SELECT owner, witness, '' AS workflow, outcome, credit, self_excused FROM seen_as UNION ALL SELECT * FROM seen_as)
SELECT owner, witness, workflow,
  sum(outcome = 'success') AS success, sum(outcome = 'failed') AS failed, sum(outcome = 'excused') AS excused,
  sum(self_excused) AS self_excused, coalesce(sum(credit), 0) AS credit
FROM of_all GROUP BY owner, witness, workflow;

-- Minutes that a registered agent should have covered, and windows that came. A minute that we did not probe is no gap.
CREATE TABLE covered AS
WITH RECURSIVE minute(at) AS (SELECT start FROM hour UNION ALL SELECT at + 60000 FROM minute WHERE at + 60000 < (SELECT start + 3600000 FROM hour)),
due AS (
  SELECT t.orchestrator, m.at,
    EXISTS (SELECT 1 FROM counted w WHERE w.target = t.id AND w.start = m.at AND NOT w.equivocated) AS came,
    EXISTS (SELECT 1 FROM probe p WHERE p.target = t.id AND p.at = m.at - m.at % (SELECT slot_ms FROM hour)) AS probed
  FROM target t, minute m WHERE t.role = 'orchestrator' AND m.at >= t.registered_at
)
SELECT orchestrator, count(*) AS minutes, sum(came) AS windows FROM due WHERE probed OR came GROUP BY orchestrator;

CREATE VIEW score AS
SELECT s.*, nullif(success + failed, 0) AS decided,
  hundredths(credit, 100 * nullif(success + failed, 0)) AS score,
  hundredths(lower_bound_ppm(credit, success + failed + self_excused)
    * iif(witness = 'any', coalesce(1000000 * windows / minutes, 1000000), 1000000) / 1000000, 100) AS score_low
FROM scored s LEFT JOIN covered ON covered.orchestrator = s.owner;
