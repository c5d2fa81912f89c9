-- Latencies and bytes that both sides can measure: what only the orchestrator's agent has of a job is in `any` alone. METRICS.md §2.

CREATE TABLE first_output AS
SELECT owner, witness, count(*) AS n FROM (
  SELECT owner, witness FROM job JOIN (SELECT 'any' AS witness UNION SELECT 'corroborated')
    ON iif(witness = 'any', NOT counted_before, seen)
  WHERE purpose = 'live' AND outcome <> 'excused' AND first_output_ms IS NOT NULL
  UNION ALL
  SELECT j.owner, 'any' FROM judged j JOIN orchestrator_side o USING (name)
  WHERE j.purpose = 'live' AND j.seen AND outcome <> 'excused' AND NOT counted_before
    AND first_output_ms IS NULL AND o.verdict ->> '$.totals.first_output_ms' IS NOT NULL
) GROUP BY owner, witness;

-- By the hour of the window. Of a minute that is told in two epochs the first counts.
CREATE TABLE traffic AS
SELECT target, job, sum(said ->> '$.delta.bytes_received') AS received, sum(said ->> '$.delta.bytes_sent') AS sent,
  sum((said ->> '$.delta.active_ms') + (said ->> '$.delta.stall_ms')) AS ms
FROM entry WHERE now AND telling = 1 GROUP BY target, job HAVING received + sent > 0;

-- What comes after the gateway has decided is of a stream that has ended.
CREATE TABLE bytes AS
SELECT owner, witness, sum(received) AS received, sum(sent) AS sent, sum(ms) AS ms FROM (
  SELECT coalesce(g.owner, o.owner) AS owner, coalesce(g.purpose, 'live') AS purpose, v.witness,
    iif(x.job IS NOT NULL, x.received, y.received) AS received, iif(x.job IS NOT NULL, x.sent, y.sent) AS sent,
    iif(x.job IS NOT NULL, x.ms, y.ms) AS ms
  FROM (SELECT DISTINCT name FROM named) JOIN (SELECT 'any' AS witness UNION SELECT 'corroborated') v
  LEFT JOIN gateway_side g USING (name) LEFT JOIN orchestrator_side o USING (name)
  LEFT JOIN traffic x ON x.target = g.target AND x.job = g.job
  LEFT JOIN traffic y ON y.target = o.target AND y.job = o.job AND v.witness = 'any'
    AND (g.name IS NULL OR g.is_seen OR g.verdict IS NULL)
) WHERE purpose = 'live' AND owner IS NOT NULL AND ms IS NOT NULL GROUP BY owner, witness;

CREATE VIEW measured AS
SELECT owner, witness, coalesce(n, 0) AS first_outputs, coalesce(received, 0) AS received,
  coalesce(sent, 0) AS sent, coalesce(ms, 0) AS ms
FROM first_output FULL JOIN bytes USING (owner, witness);
