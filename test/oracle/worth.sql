-- Outcome and credit of what was decided. METRICS.md §3 and §4.

CREATE TABLE fact AS
SELECT d.*, verdict ->> '$.workload' = 'stream' AS is_stream, role = 'gateway' AS seen,
  verdict ->> '$.totals.ending' AS ending, verdict ->> '$.totals.cause' AS claimed,
  verdict ->> '$.totals.cause_proven' AS proven, verdict ->> '$.totals.idle_slot' AS idle_slot,
  verdict ->> '$.totals.stall_at_end_ms' AS end_stall_ms, verdict ->> '$.totals.samples' AS samples,
  verdict ->> '$.totals.first_frame_ms' AS first_frame_ms, verdict ->> '$.totals.first_output_ms' AS first_output_ms,
  verdict ->> '$.totals.e2e_ms' AS e2e_ms, verdict ->> '$.totals.span_ms' AS span_ms,
  verdict ->> '$.totals.active_ms' AS active_ms, verdict ->> '$.totals.swapped' AS swapped,
  verdict ->> '$.totals.sum_milli_fps' AS sx, verdict ->> '$.totals.sum_milli_fps_squared' AS sxx,
  verdict ->> '$.totals.sources.first_frame' AS has_first_frame, verdict ->> '$.totals.sources.swap' AS has_swap,
  verdict ->> '$.totals.sources.first_output' AS has_first_output, verdict ->> '$.totals.sources.samples' AS has_samples,
  (verdict ->> '$.totals.ended_at') - (verdict ->> '$.started_at') AS lasted_ms,
  verdict ->> '$.first_output_at' AS first_output_at, verdict ->> '$.totals.stall_ms' AS stalled_ms,
  coalesce(p.fps, q.fps) AS target_fps, coalesce(p.first_frame_ms, q.first_frame_ms) AS target_first_frame_ms,
  coalesce(p.first_output_ms, q.first_output_ms) AS target_first_output_ms,
  coalesce(p.e2e_ms, q.e2e_ms) AS target_e2e_ms, coalesce(p.jitter_ppm, q.jitter_ppm) AS target_jitter_ppm
FROM decided d
JOIN promise q ON q.workflow = ''
LEFT JOIN promise p ON p.workflow = (verdict ->> '$.pipeline') || '/' || (verdict ->> '$.model');

-- First rule that applies. Silence is decided by rule 4 alone. Where METRICS.md does not say what a missing value means, AC08
-- does: output is what any value tells of; a stream's stall that its own orchestrator leaves out was no short one; its agent
-- excuses by cause only an error or a refusal, and a client that left only where it could time output; its own target holds.
CREATE TABLE judged AS
SELECT *, CASE
    WHEN ending = 'silent' AND seen THEN iif(samples > 0, 'success', 'excused')
    WHEN ending = 'silent' THEN 'failed'
    WHEN has_output AND ending NOT IN ('error', 'refused')
      AND coalesce(end_stall_ms <= 10000, seen OR NOT is_stream) THEN 'success'
    WHEN excuse IS NOT NULL THEN 'excused' ELSE 'failed' END AS outcome,
  CASE
    WHEN ending = 'silent' AND seen THEN 'unobserved'
    WHEN ending = 'silent' THEN 'unknown'
    ELSE coalesce(excuse, iif(ending = 'refused', 'capacity', fault), 'unknown') END AS why
FROM (SELECT *,
    CASE
      WHEN claimed IN ('user_input', 'client_network', 'gateway') AND (seen OR ending IN ('error', 'refused')) THEN claimed
      WHEN ending = 'refused' AND idle_slot = 0 THEN 'full'
      WHEN ending = 'client_left' AND NOT has_output AND (seen OR has_first_output)
        AND lasted_ms < iif(seen, target_first_frame_ms, target_first_output_ms) THEN 'client_left'
    END AS excuse,
    CASE WHEN claimed IN ('capacity', 'model', 'gpu', 'orchestrator_network', 'protocol', 'unknown') THEN claimed END AS fault
  FROM (SELECT *, first_output_at IS NOT NULL OR samples > 0 OR first_frame_ms IS NOT NULL
      OR first_output_ms IS NOT NULL AS has_output FROM fact));

-- T of each group of samples in half frames, not above the target, not below half of it; then what was delivered of it.
CREATE TABLE bin AS
SELECT j.name, b.value ->> 2 AS ms, b.value ->> 3 AS milli_frames,
  max(target_fps, min(2 * target_fps, 2 * coalesce(b.value ->> 0, target_fps))) AS twice_t
FROM judged j, json_each(j.verdict, '$.totals.frames') b;

CREATE TABLE quality AS
SELECT j.name, 'delivered_frames' AS quality,
  -- AC08: an agent that could time its first output and does not tell it would choose where M begins.
  iif(NOT seen AND has_first_output AND first_output_ms IS NULL, 0, least_one((SELECT floor_sum_ppm(exact_min(milli_frames * 2, exact_product(ms, 1000 * twice_t)), exact_product(twice_t * 1000, span_ms))
    FROM bin WHERE bin.name = j.name))) AS q
FROM judged j WHERE outcome = 'success' AND is_stream AND span_ms > 0 AND (has_samples OR NOT seen)
UNION ALL
SELECT name, 'first_frame',
  CASE WHEN seen THEN share_ppm(target_first_frame_ms, first_frame_ms) ELSE share_ppm(target_first_output_ms, first_output_ms) END
FROM judged WHERE outcome = 'success' AND iif(seen, has_first_frame OR first_frame_ms IS NOT NULL, 1)
UNION ALL
SELECT name, 'stability', iif(swapped, 0, 1000000) FROM judged WHERE outcome = 'success' AND is_stream AND seen AND has_swap
UNION ALL
SELECT name, 'e2e', share_ppm(target_e2e_ms, e2e_ms) FROM judged WHERE outcome = 'success' AND seen AND e2e_ms IS NOT NULL;

CREATE TABLE job AS
SELECT j.*, outcome = 'excused' AND NOT seen AND NOT (proven AND claimed IS why) AS self_excused,
  CASE outcome WHEN 'failed' THEN 0 WHEN 'success' THEN coalesce((
    SELECT sum(w.weight * q) / nullif(sum(w.weight), 0) FROM quality JOIN weight w USING (quality) WHERE quality.name = j.name
  ), 1000000) END AS credit
FROM judged j WHERE counts;

-- Good and valid events of each SLI.
CREATE TABLE event AS
SELECT name, 'success' AS sli, outcome = 'success' AS good, 1 AS valid FROM job WHERE outcome <> 'excused'
UNION ALL SELECT name, 'startup', has_output, 1 FROM job WHERE outcome <> 'excused'
UNION ALL SELECT name, 'stability', NOT swapped, 1 FROM job WHERE outcome <> 'excused' AND seen AND has_swap
UNION ALL SELECT name, 'first_frame',
  coalesce(iif(seen, first_frame_ms <= target_first_frame_ms, first_output_ms <= target_first_output_ms), 0), 1
  FROM job WHERE outcome <> 'excused' AND has_output AND iif(seen, has_first_frame OR first_frame_ms IS NOT NULL, 1)
UNION ALL SELECT name, 'e2e', e2e_ms <= target_e2e_ms, 1 FROM job WHERE outcome <> 'excused' AND seen AND e2e_ms IS NOT NULL
UNION ALL SELECT name, 'frame_rate',
  min(span_ms, coalesce((SELECT sum(ms) FROM bin WHERE bin.name = job.name AND 2 * milli_frames >= 1000 * twice_t * ms), 0)), span_ms
  FROM job WHERE outcome <> 'excused' AND is_stream AND span_ms > 0 AND (has_samples OR NOT seen)
UNION ALL SELECT name, 'smoothness', coalesce(jitter_within(samples, sx, sxx, target_jitter_ppm), 0), 1
  FROM job WHERE outcome <> 'excused' AND is_stream AND active_ms + stalled_ms >= 60000 AND (has_samples OR NOT seen);
