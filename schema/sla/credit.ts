import type { JobEntry, JobTotals } from "../wire/job-entry.ts";
import { type Policy, QUALITIES, type Quality, type Targets } from "../wire/policy.ts";
import type { Role } from "../wire/workflow.ts";
import { deliveredFramesPpm } from "./delivered-frames.ts";
import { floorDivide, scaled } from "./quotient.ts";

/** What a successful job is worth, by quality. `creditPpm` and `lost` add up to 10⁶, exactly. */
export type Credit = Readonly<{
  creditPpm: number;
  /** Null where the quality does not apply, or no source of this side could see it. */
  qualities: Readonly<Record<Quality, number | null>>;
  /** Qualities that this job has and no source of this side could see. */
  unobserved: readonly Quality[];
  lost: Readonly<Partial<Record<Quality, number>>>;
}>;

type Quantified = number | null | "unobserved";

/**
 * The credit of a job that succeeded, by one side's evidence: ⌊Σ w·q ÷ Σ w⌋ over the qualities that apply, 10⁶ where none
 * does. METRICS.md §4. A gateway that sees nothing of a quality leaves it out; an orchestrator's agent that leaves out
 * a value has not delivered it.
 *
 * @throws TypeError for an entry without totals: a job that is not decided has no credit
 */
export function creditOf(
  entry: JobEntry,
  role: Role,
  targets: Targets,
  weights: Policy["weights"],
): Credit {
  const { totals } = entry;
  if (totals === null) throw new TypeError("a job without totals has no credit");
  const measured = measure(entry.workload === "stream", totals, role, targets);
  const qualities = mapQualities((quality) => valueOf(measured[quality]));
  const unobserved = QUALITIES.filter((quality) => measured[quality] === "unobserved");
  return { qualities, unobserved, ...weigh(qualities, weights) };
}

function measure(
  stream: boolean,
  totals: JobTotals,
  role: Role,
  targets: Targets,
): Record<Quality, Quantified> {
  const { sources, first_frame_ms, first_output_ms, e2e_ms, swapped } = totals;
  const gateway = role === "gateway";
  const framesSeen = !gateway || sources.samples;
  // Where M begins is told by the first output: who could time it and did not would choose it.
  const isPlaced = gateway || first_output_ms !== null || !sources.first_output;
  const delivered = () => (isPlaced ? deliveredFramesPpm(totals, targets) : 0);
  return {
    delivered_frames:
      stream && totals.span_ms > 0 ? (framesSeen ? delivered() : "unobserved") : null,
    first_frame: !gateway
      ? promptness(first_output_ms, targets.first_output_ms)
      : first_frame_ms !== null || sources.first_frame
        ? promptness(first_frame_ms, targets.first_frame_ms)
        : "unobserved",
    stability: !stream ? null : gateway && sources.swap ? (swapped ? 0 : 1_000_000) : "unobserved",
    e2e:
      gateway && e2e_ms !== null
        ? promptness(e2e_ms, targets.e2e_ms)
        : stream
          ? "unobserved"
          : null,
  };
}

/** min(1, target ÷ latency) in ppm, rounded down; nothing where a source that could give a value gave none. */
function promptness(latencyMs: number | null, targetMs: number): number {
  if (latencyMs === null) return 0;
  return latencyMs <= targetMs ? 1_000_000 : scaled(targetMs, 1_000_000, latencyMs);
}

/** Each loss is rounded down; what is missing to 10⁶ is the largest loser's, the first of equals. */
function weigh(
  qualities: Readonly<Record<Quality, number | null>>,
  weights: Policy["weights"],
): Pick<Credit, "creditPpm" | "lost"> {
  const applied = QUALITIES.flatMap((quality) => {
    const ppm = qualities[quality];
    return ppm === null ? [] : [{ quality, weight: BigInt(weights[quality]), ppm: BigInt(ppm) }];
  });
  const whole = applied.reduce((sum, { weight }) => sum + weight, 0n);
  if (whole === 0n) return { creditPpm: 1_000_000, lost: {} };
  const earned = applied.reduce((sum, { weight, ppm }) => sum + weight * ppm, 0n);
  const creditPpm = Number(floorDivide(earned, whole));
  const losses = applied
    .map(({ quality, weight, ppm }) => ({ quality, share: weight * (1_000_000n - ppm) }))
    .filter(({ share }) => share > 0n);
  const lost: Partial<Record<Quality, number>> = {};
  let rest = 1_000_000 - creditPpm;
  for (const { quality, share } of losses) {
    const floored = Number(floorDivide(share, whole));
    if (floored > 0) lost[quality] = floored;
    rest -= floored;
  }
  const largest = losses.reduce((a, b) => (b.share > a.share ? b : a), {
    quality: QUALITIES[0],
    share: 0n,
  });
  if (rest > 0) lost[largest.quality] = (lost[largest.quality] ?? 0) + rest;
  return { creditPpm, lost };
}

const valueOf = (measured: Quantified): number | null =>
  measured === "unobserved" ? null : measured;

const mapQualities = <T>(of: (quality: Quality) => T): Record<Quality, T> => ({
  delivered_frames: of("delivered_frames"),
  first_frame: of("first_frame"),
  stability: of("stability"),
  e2e: of("e2e"),
});
