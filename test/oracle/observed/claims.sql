-- What is said of errors, of latencies and of money. METRICS.md §2 and §3.

-- Of messages a few are known here; scripts use no other.
CREATE TABLE meaning (message PRIMARY KEY, cause);
INSERT INTO meaning VALUES ('CUDA out of memory', 'gpu'), ('error loading pipeline', 'model'), ('orchestrator is slow', 'orchestrator_network'),
  ('missing video', 'user_input'), ('ICE connection state failed', 'client_network'), ('ffmpeg panic', 'gateway'), ('never heard of', 'unknown');

CREATE TABLE fault AS
SELECT *, cause IN ('user_input', 'client_network', 'client_left') AS by_user,
  cause IN ('user_input', 'client_network', 'gateway', 'client_left', 'full', 'unobserved') AS excuses
FROM (
  SELECT name, place, arrived, at, coalesce(m.cause, said ->> 'cause') AS cause, said ->> 'proven' AS proven, said ->> 'relayed' AS relayed
  FROM evidence LEFT JOIN meaning m ON message = said ->> 'message' WHERE kind = 'error'
);

-- The end's own word, else an excuse before a fault, the newest of each. A gateway repeats what accuses a runner, never what excuses it.
CREATE TABLE blame AS
SELECT name, cause, proven FROM (
  SELECT *, row_number() OVER (PARTITION BY name ORDER BY rank, place DESC) AS nth FROM (
    SELECT name, 0 AS rank, 0 AS place, cause, proven FROM course WHERE cause IS NOT NULL
    UNION ALL SELECT name, iif(excuses, 1, 2), place, cause, proven FROM fault WHERE NOT (excuses AND relayed)
  )
) WHERE nth = 1;

CREATE VIEW runner_output AS
SELECT * FROM evidence WHERE kind = 'first_output' AND (said ->> 'relayed' OR (SELECT role FROM agent) = 'orchestrator');

-- Each on one clock: a runner's own latency before its clock, and that before the clock of an orchestrator's agent that saw the start.
-- One below zero is no time, and is counted.
CREATE TABLE latency AS
SELECT name, iif(role = 'gateway' AND is_known AND received_at, own_at - started_at, NULL) AS first_frame_ms, coalesce(
    (SELECT said ->> 'latency_ms' FROM runner_output r WHERE r.name = f.name AND said ->> 'latency_ms' IS NOT NULL ORDER BY place LIMIT 1),
    (SELECT said ->> 'runner_at' FROM runner_output r WHERE r.name = f.name AND said ->> 'runner_at' IS NOT NULL ORDER BY place LIMIT 1)
      - coalesce((
        SELECT said ->> 'runner_at' FROM evidence e
        WHERE e.name = f.name AND kind = 'job_started' AND said ->> 'runner_at' IS NOT NULL ORDER BY place DESC LIMIT 1
      ), (
        SELECT runner_started_at FROM report r WHERE r.name = f.name AND runner_started_at IS NOT NULL ORDER BY place LIMIT 1
      )),
    iif(role = 'orchestrator' AND is_known, first_output_at - started_at, NULL)
  ) AS first_output_ms
FROM agent, finish f;

CREATE TABLE e2e AS
SELECT name, sum(iif(ms >= 0, ms, 0)) / nullif(sum(ms >= 0), 0) AS mean_ms, sum(ms < 0) AS impossible
FROM (SELECT name, said ->> 'latency_ms' AS ms FROM evidence WHERE kind = 'e2e') GROUP BY name;

-- Tickets × face value, and that × win probability in attowei: a probability has at most 18 places. Paid after the end too.
CREATE TABLE fee AS
SELECT name, sum(tickets) AS tickets, exact_sum(face) AS face, exact_sum(exact_product(face, chance)) AS expected
FROM (
  SELECT name, said ->> 'tickets' AS tickets, exact_product(said ->> 'tickets', said ->> 'face_value_wei') AS face,
    substr(replace(said ->> 'win_prob', '.', '') || '000000000000000000', 1, 19) AS chance
  FROM part JOIN decision USING (name) WHERE kind = 'payment' AND arrived <= decided
) GROUP BY name;
