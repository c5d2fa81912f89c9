import { EXCUSES, FAULTS } from "../wire/cause.ts";
import type { Score } from "../wire/compliance.ts";
import { type Policy, QUALITIES, SLIS, type Sli } from "../wire/policy.ts";
import type { Hour } from "../wire/quantity.ts";
import { type Counter, LATENCIES, type Sums, type Witness } from "../wire/rollup.ts";
import { countIn, quantiles } from "./histogram.ts";
import { scaled } from "./quotient.ts";
import { scoreLowPpm } from "./score-low.ts";
import { eventsOf } from "./sli-hours.ts";
import { type Events, sloStatus } from "./slo.ts";
import { EMPTY_SUMS } from "./sums.ts";

/**
 * The score of one witness view from its sums: the share of the promised service that was delivered, averaged over
 * decided jobs, with every point lost and its owner. METRICS.md §4.
 *
 * @param completenessPpm  of the orchestrator's own agent; null where it is not known. It lowers `score_low` of the view
 *                         `any`, since what only an orchestrator saw it could have left out.
 * @param lately           left out where burn rates and hours are not asked for: they are null and empty then
 */
export function scoreOf(
  sums: Sums,
  witness: Witness,
  policy: Policy,
  completenessPpm: number | null,
  lately: Lately = NOTHING_LATELY,
): Score {
  const count = (counter: Counter): number => sums.counts[counter] ?? 0;
  const decided = count("success") + count("failed");
  const credit = count("credit_ppm");
  const lowPpm = scoreLowPpm(credit, decided + count("self_excused"));
  const shown = witness === "any" ? (completenessPpm ?? 1_000_000) : 1_000_000;
  return {
    witness,
    score: decided === 0 ? null : scaled(credit, 1, 100 * decided) / 100,
    score_low: lowPpm === null ? null : scaled(lowPpm, shown, 100_000_000) / 100,
    provisional: decided < policy.provisional_below,
    decided,
    success: count("success"),
    failed: count("failed"),
    excused: count("excused"),
    self_excused: count("self_excused"),
    credit_ppm: credit,
    lost_ppm: {
      failures: nonZero(FAULTS, (cause) => count(`lost.${cause}`)),
      qualities: nonZero(QUALITIES, (quality) => count(`lost.${quality}`)),
    },
    excuses: nonZero(EXCUSES, (cause) => count(`cause.${cause}`)),
    unobserved: nonZero(QUALITIES, (quality) => count(`unobserved.${quality}`)),
    slos: slosOf(sums, policy, lately),
    latencies: latenciesOf(sums),
    mean_fps: meanFps(count("milli_frames"), count("active_ms")),
    inference_minutes: scaled(count("active_ms"), 1, 60) / 1000,
  };
}

/** What an SLO's burn rates and its hours below the target are made from, in one view. */
export type Lately = Readonly<{
  /** Sums of the last hour and of the last 24 hours before the period's end. */
  burn: Readonly<Record<"1h" | "24h", Sums>>;
  /** By SLI: the period's hours with bad events. */
  hours: Readonly<Partial<Record<Sli, ReadonlyMap<Hour, Events>>>>;
}>;

const NOTHING_LATELY: Lately = { burn: { "1h": EMPTY_SUMS, "24h": EMPTY_SUMS }, hours: {} };

/** What is never judged, and why. */
const NOT_JUDGED: Partial<Record<Sli, string>> = {
  efficiency:
    "the only method with a source is proxy, which is busy time and not FLOPS, and is never judged",
};

function slosOf(sums: Sums, policy: Policy, { burn, hours }: Lately): Score["slos"] {
  const status = (sli: Sli) =>
    sloStatus({
      ...eventsOf(sums, sli),
      targetPpm: policy.slos[sli],
      provisionalBelow: policy.provisional_below,
      burn: { "1h": eventsOf(burn["1h"], sli), "24h": eventsOf(burn["24h"], sli) },
      hours: hours[sli] ?? new Map(),
      reason: NOT_JUDGED[sli] ?? null,
    });
  return Object.fromEntries(SLIS.map((sli) => [sli, status(sli)])) as Score["slos"];
}

function latenciesOf({ histograms }: Sums): Score["latencies"] {
  const latencies: Score["latencies"] = {};
  for (const latency of LATENCIES) {
    const histogram = histograms[latency] ?? {};
    const [p50, p95, p99] = quantiles(histogram, [50, 95, 99], 100);
    if (p50 == null || p95 == null || p99 == null) continue;
    latencies[latency] = { n: countIn(histogram), p50, p95, p99 };
  }
  return latencies;
}

/** Frames per second over active time alone, with three decimals, rounded down: fps = 0 never enters. */
const meanFps = (milliFrames: number, activeMs: number): number | null =>
  activeMs === 0 ? null : scaled(milliFrames, 1000, activeMs) / 1000;

const nonZero = <K extends string>(
  keys: readonly K[],
  count: (key: K) => number,
): Partial<Record<K, number>> =>
  Object.fromEntries(keys.map((key) => [key, count(key)]).filter(([, n]) => n !== 0)) as Partial<
    Record<K, number>
  >;
