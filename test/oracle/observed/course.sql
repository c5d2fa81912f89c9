-- When each job began, ended and was decided. METRICS.md §2 and §3, rule 4; docs/adr/0011.

-- A gateway's first attempt begins with the request, one that it moved to with the swap, an orchestrator's job when that says so;
-- any other with the first that is heard of it. What began it is not always known; a start after the end is none, unless nothing was
-- heard before that.
CREATE TABLE beginning AS
SELECT name, request, since, nth, received_at, coalesce(
    CASE WHEN role = 'orchestrator' THEN job_started_at WHEN nth = 0 THEN received_at ELSE swapped_at END, first_at
  ) AS started_at, job_started_at,
  CASE WHEN role = 'gateway' AND nth = 0 THEN received_at ELSE coalesce(job_started_at, swapped_at) END IS NOT NULL AS is_known
FROM agent, (
  SELECT a.*, (
      SELECT at FROM part s
      WHERE s.name = a.name AND kind = 'job_started' AND NOT EXISTS (
        SELECT 1 FROM part e
        WHERE e.name = a.name AND e.kind IN ('ended', 'swap') AND e.place < s.place AND (e.arrived < s.arrived OR (e.at < s.at AND EXISTS (
          SELECT 1 FROM part w
          WHERE w.name = a.name AND w.place < s.place AND (w.kind = 'job_started' OR (w.kind <> 'ended' AND w.at < e.at))
        )))
      ) ORDER BY place DESC LIMIT 1
    ) AS job_started_at, (
      SELECT at FROM heard r WHERE r.request = a.request AND kind = 'request_received' ORDER BY place LIMIT 1
    ) AS received_at, (
      SELECT s.at FROM heard s JOIN leg l USING (request)
      WHERE request = a.request AND l.nth = a.nth - 1 AND s.kind = 'swap' AND s.place BETWEEN l.since AND a.since
        AND NOT EXISTS (
          SELECT 1 FROM heard r WHERE r.request = s.request AND r.said ->> 'ending' = 'refused' AND r.place BETWEEN s.place AND a.since
        )
      ORDER BY s.place DESC LIMIT 1
    ) AS swapped_at
  FROM (
    SELECT name, part.request, min(place) AS since, coalesce(nth, 0) AS nth, part.at AS first_at
    FROM part LEFT JOIN leg USING (name) WHERE name IS NOT NULL GROUP BY name
  ) a
);

-- The first of: its end is told, the gateway moves away, the request is elsewhere.
CREATE TABLE ending AS
SELECT * FROM (
  SELECT *, row_number() OVER (PARTITION BY name ORDER BY place) AS nth FROM (
    SELECT name, place, at, arrived, coalesce(said ->> 'ending', 'moved') AS ending, said ->> 'cause' AS cause,
      said ->> 'proven' AS proven, said ->> 'idle_slot' AS idle_slot
    FROM part WHERE name IS NOT NULL AND kind IN ('ended', 'swap')
    UNION ALL
    SELECT l.name, next.since, started_at, next.arrived, 'moved', NULL, NULL, NULL
    FROM leg l JOIN leg next ON next.request = l.request AND next.nth = l.nth + 1 JOIN beginning b ON b.name = next.name
  )
) WHERE nth = 1;

-- After its end nothing counts, but what tells when it began where that is all.
CREATE TABLE evidence AS
SELECT part.* FROM part JOIN beginning USING (name) LEFT JOIN ending USING (name)
WHERE part.name IS NOT NULL AND coalesce(part.at <= ending.at OR (kind = 'job_started' AND part.at IS job_started_at), 1);

-- Decided in the window of its end; in the first that ends 10 min after the last evidence that it knew; or in the last of an import.
CREATE TABLE decision AS
SELECT name, min(start) AS decided FROM (
  SELECT name, start, is_last, max(at) AS last_at FROM evidence JOIN turn ON arrived <= start GROUP BY name, start
) LEFT JOIN ending USING (name)
WHERE arrived <= start OR last_at + 600000 <= start + 60000 OR is_last GROUP BY name;

-- What comes later reopens nothing.
DELETE FROM evidence WHERE arrived > (SELECT decided FROM decision d WHERE d.name = evidence.name);
DELETE FROM ending WHERE arrived > (SELECT decided FROM decision d WHERE d.name = ending.name);

CREATE INDEX evidence_name ON evidence (name, place);

CREATE TABLE course AS
SELECT b.*, decided, max(e.at) AS last_evidence_at, f.at AS ended_at, coalesce(ending, 'silent') AS ending, cause, proven, idle_slot
FROM beginning b JOIN evidence e USING (name) LEFT JOIN decision USING (name) LEFT JOIN ending f USING (name) GROUP BY name;
