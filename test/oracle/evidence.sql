-- What was said, and by whom it counts. METRICS.md §1, §3; docs/adr/0002 and 0003.

-- Each window once; of two under one key the smaller digest is data, and neither is received.
CREATE TABLE counted AS
SELECT target, epoch, seq, start, body, copies > 1 AS equivocated
FROM (
  SELECT line.*,
    row_number() OVER (PARTITION BY target, epoch, seq ORDER BY digest) AS place,
    count(*) OVER (PARTITION BY target, epoch, seq) AS copies
  FROM line WHERE start >= (SELECT start - 3600000 FROM hour) AND start < (SELECT start + 3600000 FROM hour)
) WHERE place = 1;

CREATE INDEX counted_minute ON counted (target, start);

-- Entries in the order of their windows. An agent's first decision of a job is its only one.
CREATE TABLE entry AS
SELECT w.target, j.value ->> 'job' AS job, j.value AS said,
  w.start >= (SELECT start FROM hour) AS now,
  row_number() OVER newest AS newness,
  j.value ->> 'totals' IS NOT NULL AS decides,
  row_number() OVER (PARTITION BY w.target, j.value ->> 'job', j.value ->> 'totals' IS NOT NULL
                     ORDER BY w.start, w.epoch, w.seq, j.key) AS nth,
  dense_rank() OVER (PARTITION BY w.target, j.value ->> 'job', w.start ORDER BY w.epoch, w.seq) AS telling
FROM counted w, json_each(w.body, '$.jobs') j
WINDOW newest AS (PARTITION BY w.target, j.value ->> 'job'
                  ORDER BY w.start DESC, w.epoch DESC, w.seq DESC, j.key DESC);

CREATE INDEX entry_job ON entry (target, job);

-- The orchestrator that a node serves, where it is one.
CREATE VIEW at_node AS
SELECT node, min(orchestrator) AS orchestrator FROM target
WHERE role = 'orchestrator' AND node IS NOT NULL
GROUP BY node HAVING count(DISTINCT orchestrator) = 1;

-- What one agent says of one job: newest words on who and what, first words on how it went.
CREATE TABLE side AS
SELECT t.id AS target, t.role, t.node AS own_node, l.job,
  CASE t.role WHEN 'orchestrator' THEN t.orchestrator
    ELSE coalesce(l.said ->> 'orchestrator', n.orchestrator) END AS owner,
  l.said ->> 'request' AS request, l.said ->> 'attempt' AS attempt, l.said ->> 'node' AS node,
  l.said ->> 'started_at' AS started_at, l.said ->> 'pipeline' AS pipeline, l.said ->> 'model' AS model,
  l.said ->> 'purpose' AS purpose, d.said AS verdict, d.now AS verdict_now,
  EXISTS (SELECT 1 FROM entry e WHERE e.target = l.target AND e.job = l.job AND NOT e.now) AS was_seen_before,
  EXISTS (SELECT 1 FROM entry e WHERE e.target = l.target AND e.job = l.job AND e.now) AS is_seen
FROM entry l
JOIN target t ON t.id = l.target
LEFT JOIN at_node n ON n.node = l.said ->> 'node'
LEFT JOIN entry d ON d.target = l.target AND d.job = l.job AND d.decides AND d.nth = 1
WHERE l.newness = 1;

-- One attempt: (request, orchestrator, ordinal). Who does not know these stands alone.
CREATE TABLE named AS
SELECT side.*, CASE WHEN request IS NULL OR owner IS NULL THEN json_array(target, job)
  ELSE json_array(request, owner, attempt) END AS name
FROM side;

-- Of several on one side: the earliest; of orchestrators' agents, first the one at the gateway's node.
CREATE TABLE gateway_side AS
SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY name ORDER BY started_at, target || '/' || job) AS place
  FROM named WHERE role = 'gateway') WHERE place = 1;
CREATE TABLE orchestrator_side AS
SELECT * FROM (
  SELECT o.*, row_number() OVER (PARTITION BY o.name
    ORDER BY o.own_node IS NOT g.node OR o.own_node IS NULL, o.started_at, o.target || '/' || o.job) AS place
  FROM named o LEFT JOIN gateway_side g USING (name) WHERE o.role = 'orchestrator'
) WHERE place = 1;

-- A gateway's evidence decides what a gateway saw. What only an orchestrator's agent decided counts in that hour or in the next
-- one, once an hour passes without a word of the gateway; and then the gateway's late verdict is no second job. What the gateway
-- decided in the hour before stands here too where the agent decides now, and does not count.
CREATE TABLE decided AS
SELECT name, owner, coalesce(role, 'gateway') AS role, role IS NOT NULL AS counts, verdict, counted_before,
  CASE WHEN g_pipeline IS NOT NULL OR NOT has_gateway THEN coalesce(g_pipeline, o_pipeline) ELSE o_pipeline END AS pipeline,
  CASE WHEN g_pipeline IS NOT NULL THEN g_model ELSE coalesce(o_model, g_model) END AS model,
  coalesce(purpose, 'live') AS purpose
FROM (
  SELECT name, coalesce(g.owner, o.owner) AS owner, g.name IS NOT NULL AS has_gateway,
    g.pipeline AS g_pipeline, o.pipeline AS o_pipeline, g.model AS g_model, o.model AS o_model, g.purpose AS purpose,
    CASE
      WHEN g.verdict IS NOT NULL THEN iif(g.verdict_now, 'gateway', NULL)
      WHEN o.verdict IS NULL OR g.is_seen THEN NULL
      WHEN o.verdict_now OR g.was_seen_before THEN 'orchestrator'
    END AS role,
    coalesce(g.verdict IS NOT NULL AND NOT g.verdict_now AND o.verdict_now, 0) AS settled,
    coalesce(o.verdict IS NOT NULL AND NOT o.verdict_now AND NOT g.was_seen_before, 0) AS counted_before,
    coalesce(g.verdict, o.verdict) AS verdict
  FROM (SELECT DISTINCT name FROM named)
  LEFT JOIN gateway_side g USING (name) LEFT JOIN orchestrator_side o USING (name)
) WHERE (role IS NOT NULL OR settled) AND owner IS NOT NULL;
