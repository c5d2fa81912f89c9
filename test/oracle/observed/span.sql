-- M, and what was delivered in it. METRICS.md §4.

-- M = (first output + 10 s, end - 10 s], the end as for the stall: at most 3 s after the last input. Who tells of output by samples
-- alone has M begin 10 s after the start (docs/adr/0011).
CREATE TABLE m AS
SELECT name, coalesce(first_output_at, iif(active_at IS NULL, NULL, started_at)) + 10000 AS since, until - 10000 AS until FROM finish;

-- Between any two times at which something changes; not where input had stopped.
CREATE TABLE piece AS
SELECT * FROM (
  SELECT name, at AS a, lead(at) OVER (PARTITION BY name ORDER BY at) AS b
  FROM (
    SELECT name, at FROM report WHERE NOT is_older UNION SELECT name, at - 10000 FROM report WHERE NOT is_older
    UNION SELECT name, stopped_at FROM report WHERE NOT is_older UNION SELECT name, since FROM m UNION SELECT name, until FROM m
  ) JOIN m USING (name) WHERE at BETWEEN m.since AND m.until
) p WHERE b IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM report r WHERE r.name = p.name AND NOT is_older AND stopped_at <= a AND b <= r.at);

-- A sample covers at most the 10 s before it. Of those that cover a piece the lower counts; of equals the one with more to match.
CREATE TABLE delivered AS
SELECT name, b - a AS ms, milli, input FROM (
  SELECT p.*, milli, input, row_number() OVER (PARTITION BY p.name, a ORDER BY milli, coalesce(input, 1000000) DESC) AS nth
  FROM piece p JOIN report r ON r.name = p.name AND NOT is_older AND r.at - 10000 <= a AND b <= r.at
) WHERE nth = 1;

CREATE TABLE span AS SELECT name, sum(b - a) AS ms FROM piece GROUP BY name;

CREATE TABLE frame AS
SELECT name, input, milli / 1000 AS output, sum(ms) AS ms, sum(milli * ms) AS milli_fps_ms
FROM delivered GROUP BY name, input, milli / 1000;

-- The share of the promised frames, sample by sample, where the target is an even number: T in half frames.
CREATE VIEW share AS
SELECT name, coalesce((
  SELECT floor_sum_ppm(exact_product(d.ms, min(2 * milli, 1000 * twice_t)), exact_product(1000 * twice_t, span.ms))
  FROM (SELECT *, max(target, min(2 * target, 2 * coalesce(input, target))) AS twice_t FROM delivered, agent) d WHERE d.name = span.name
), 0) AS ppm FROM span;
