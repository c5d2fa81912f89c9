-- What an agent's windows tell of its jobs, as JSON: what each adds, and in the one that decides a job the whole of it.

CREATE TABLE added AS
SELECT name, arrived, json_object(
    'active_ms', coalesce(active_ms, 0), 'stall_ms', coalesce(stall_ms, 0), 'samples', coalesce(samples, 0),
    'zero_samples', coalesce(zero_samples, 0), 'milli_fps_ms', coalesce(milli_fps_ms, 0),
    'errors', errors, 'user_errors', user_errors, 'restarts', restarts, 'bytes_received', received, 'bytes_sent', sent
  ) AS delta, coalesce(sum_milli_fps, 0) AS sx, coalesce(sum_milli_fps_squared, 0) AS sxx
FROM (
  SELECT w.name, w.arrived, coalesce(sum(kind = 'restart'), 0) AS restarts,
    coalesce(sum(iif(kind = 'bytes', said ->> 'received', 0)), 0) AS received,
    coalesce(sum(iif(kind = 'bytes', said ->> 'sent', 0)), 0) AS sent,
    (SELECT count(*) FROM fault f WHERE f.name = w.name AND f.arrived = w.arrived AND NOT by_user) AS errors,
    (SELECT count(*) FROM fault f WHERE f.name = w.name AND f.arrived = w.arrived AND by_user) AS user_errors
  FROM (SELECT name, arrived FROM evidence UNION SELECT name, decided FROM decision) w
  LEFT JOIN evidence e ON e.name = w.name AND e.arrived = w.arrived GROUP BY w.name, w.arrived
) LEFT JOIN covered USING (name, arrived);

CREATE TABLE summed AS
SELECT name, json_group_object(key, total) AS sums, sx, sxx FROM (
  SELECT name, key, sum(value) AS total, sum(sx) AS sx, sum(sxx) AS sxx FROM added, json_each(delta) GROUP BY name, key
) GROUP BY name;

-- An error state that no later sample took back is how a job ended; and so is an error of the runner that no good sample followed before
-- the gateway left. Of an orchestrator's own word only of a job that failed anyway: docs/adr/0021.
CREATE VIEW judged AS
SELECT *, ending NOT IN ('silent', 'refused') AND iif((SELECT role FROM agent) = 'gateway',
    in_error OR (ending = 'moved' AND
      coalesce((SELECT max(at) FROM fault WHERE fault.name = f.name AND relayed AND NOT excuses), 0) >
      coalesce((SELECT max(at) FROM report r WHERE r.name = f.name AND milli > 0 AND state IS NOT 'error'), 0)),
    in_error AND iif(coalesce(first_output_at, active_at) IS NULL,
      EXISTS (SELECT * FROM fault WHERE fault.name = f.name AND excuses AND NOT relayed),
      coalesce(until - last_output_at > 10000, 0))) AS is_error
FROM finish f;

CREATE TABLE whole AS
SELECT name, sums, json_object(
    'ended_at', iif(ended_at >= started_at, ended_at, NULL), 'last_evidence_at', last_evidence_at,
    'ending', iif(is_error, 'error', ending), 'cause', b.cause, 'cause_proven', json(iif(b.proven, 'true', 'false')),
    'idle_slot', json(CASE idle_slot WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END),
    'first_frame_ms', iif(first_frame_ms >= 0, first_frame_ms, NULL),
    'first_output_ms', iif(first_output_ms >= 0, first_output_ms, NULL), 'e2e_ms', mean_ms,
    'stall_at_end_ms', iif(last_output_at IS NULL, NULL, max(0, until - last_output_at)),
    'span_ms', coalesce(span.ms, 0), 'frames', json((
      SELECT json_group_array(json_array(input, output, ms, milli_fps_ms)) FROM (
        SELECT * FROM frame WHERE frame.name = f.name ORDER BY input, output
      )
    )),
    'sum_milli_fps', sx, 'sum_milli_fps_squared', sxx, 'swapped', json(iif(ending = 'moved', 'true', 'false')),
    'impossible', coalesce((SELECT sum(impossible) FROM report r WHERE r.name = f.name), 0) + coalesce(e2e.impossible, 0)
      + coalesce(first_frame_ms < 0, 0) + coalesce(first_output_ms < 0, 0) + coalesce(ended_at < started_at, 0),
    'sources', json_object(
      'first_frame', json(iif(role = 'gateway' AND received_at, 'true', 'false')),
      'first_output', json(iif(name IN (SELECT name FROM runner_output) OR (role = 'orchestrator' AND is_known), 'true', 'false')),
      'samples', json(iif(role = 'orchestrator' OR name IN (SELECT name FROM report), 'true', 'false')),
      'swap', json(iif(role = 'gateway' AND received_at, 'true', 'false')),
      'e2e', json(iif(e2e.name IS NULL, 'false', 'true'))
    ),
    'fees', json_object('tickets', coalesce(tickets, 0), 'face_value_wei', coalesce(face, '0'), 'expected_value_attowei', coalesce(expected, '0'))
  ) AS rest
FROM agent, judged f JOIN summed USING (name) JOIN latency USING (name) LEFT JOIN blame b USING (name) LEFT JOIN span USING (name)
LEFT JOIN e2e USING (name) LEFT JOIN fee USING (name) WHERE decided IS NOT NULL;

-- Who and what it was, by the first who says so; the workflow also by what else is told of the request.
CREATE TABLE known AS
SELECT name, since, request, coalesce(own, others) AS workflow,
  (SELECT orchestrator FROM evidence e WHERE e.name = c.name AND orchestrator IS NOT NULL ORDER BY place LIMIT 1) AS orchestrator,
  (SELECT node FROM evidence e WHERE e.name = c.name AND node IS NOT NULL ORDER BY place LIMIT 1) AS node
FROM (
  SELECT *, (SELECT said FROM evidence e WHERE e.name = c.name AND said ->> 'model' IS NOT NULL ORDER BY place LIMIT 1) AS own,
    (SELECT said FROM heard h WHERE h.request = c.request AND said ->> 'model' IS NOT NULL AND coalesce(arrived <= decided, 1) ORDER BY place LIMIT 1) AS others
  FROM course c
) c;

CREATE VIEW entry AS
SELECT arrived AS window, delta, iif(arrived = decided, sums, NULL) AS sums, iif(arrived = decided, rest, NULL) AS rest, json_object(
    'job', name, 'request', k.request, 'orchestrator', orchestrator, 'node', node, 'gateway', NULL, 'gpu', NULL,
    'attempt', (
      SELECT count(*) FROM known earlier WHERE earlier.request = k.request AND earlier.since < k.since
        AND earlier.orchestrator IS k.orchestrator AND (k.orchestrator IS NOT NULL OR role = 'orchestrator' OR earlier.node IS k.node)
    ),
    'workload', coalesce((
      SELECT said ->> 'workload' FROM evidence e WHERE e.name = k.name AND kind = 'job_started' ORDER BY place DESC LIMIT 1
    ), 'stream'),
    'pipeline', workflow ->> 'pipeline', 'model', workflow ->> 'model', 'started_at', started_at, 'first_output_at', first_output_at,
    'purpose', iif(EXISTS (
      SELECT 1 FROM part p WHERE said ->> 'purpose' = 'test' AND (p.name = k.name OR (p.request = k.request AND kind = 'request_received'))
    ), 'test', 'live'),
    'relayed', json(iif(EXISTS (SELECT 1 FROM evidence e WHERE e.name = k.name AND kind IN ('first_output', 'sample') AND said ->> 'relayed'), 'true', 'false'))
  ) AS about
FROM agent, added JOIN finish USING (name) JOIN known k USING (name) LEFT JOIN whole USING (name);
