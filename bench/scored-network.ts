import { dayOf, nextDay } from "../schema/sla/day.ts";
import { HOUR_MS, hourStart, nextHour } from "../schema/sla/hour.ts";
import { sumsOfJob } from "../schema/sla/job-sums.ts";
import { DEFAULT_POLICY } from "../schema/sla/policy.ts";
import { targetsFor } from "../schema/sla/promises.ts";
import { periodStart } from "../schema/sla/scores-pack.ts";
import { workflowName } from "../schema/sla/workflow-name.ts";
import { addSums } from "../schema/sla/sums.ts";
import { Address } from "../schema/wire/identifier.ts";
import type { Hour } from "../schema/wire/quantity.ts";
import type { Rollup, Sums } from "../schema/wire/rollup.ts";
import { entry, totals } from "../test/support/job-entry.ts";
import { rollup } from "../test/support/rollup.ts";
import { HOUR } from "./sla-network.ts";

/** The hour after the newest. */
export const TO = nextHour(HOUR);

const MODELS = ["streamdiffusion-sdxl", "comfyui"];

/** The n-th orchestrator. */
export const addressOf = (n: number): Address =>
  Address.parse(`0x${n.toString(16).padStart(40, "0")}`);

/** Orchestrators of different jobs: the rest have theirs again, since making them takes longer than what is measured. */
const KINDS = 20;
const made = new Map<number, readonly Rollup[]>();

/** An orchestrator's rows over 30 days as D1 keeps them: one of a day for whole days, and of an hour at their ends. */
export function rowsOf(n: number): Rollup[] {
  const kind = n % KINDS;
  const rows = made.get(kind) ?? rowsLike(kind);
  made.set(kind, rows);
  return rows.map((row) => ({ ...row, orchestrator: addressOf(n) }));
}

function rowsLike(n: number): Rollup[] {
  const rows: Rollup[] = [];
  for (let from = periodStart("30d", TO); from < TO;) {
    const isDay = from === dayOf(from) && nextDay(from) <= periodStart("24h", TO);
    rows.push(...rowsIn(n, from, isDay ? 24 : 1));
    from = isDay ? nextDay(from) : nextHour(from);
  }
  return rows;
}

/** A job an hour of each of two workflows, seen by both sides, and what the agent itself counts. */
function rowsIn(n: number, at: Hour, hours: number): Rollup[] {
  const orchestrator = addressOf(n);
  const jobs = MODELS.flatMap((model, workflow) => {
    let sums: Sums = { counts: {}, amounts: {}, histograms: {} };
    for (let hour = 0; hour < hours; hour++)
      sums = addSums(sums, sumsAt(n * 7 + workflow + hourStart(at) / HOUR_MS + hour, model));
    return (["any", "corroborated"] as const).map((witness) =>
      rollup({ hour: at, orchestrator, model, witness, sums }),
    );
  });
  const counts = { windows: 60 * hours, minutes: 60 * hours, slots_up: 60 * hours };
  const own = { pipeline: null, model: null, sums: { counts, amounts: {}, histograms: {} } };
  return [...jobs, rollup({ hour: at, orchestrator, ...own })];
}

/** What one job adds: its latencies differ, and one in forty fails. */
function sumsAt(seed: number, model: string): Sums {
  const spread = (seed * 2_654_435_769) % 4096;
  const of = totals({
    first_frame_ms: 800 + spread,
    first_output_ms: 500 + (spread >> 1),
    e2e_ms: 200 + (spread >> 2),
    ...(spread % 40 === 0 && { ending: "error" as const, cause: "model" as const }),
  });
  const own = entry(of, { model: model as never });
  const targets = targetsFor(DEFAULT_POLICY, workflowName(own.pipeline, own.model));
  const sums = sumsOfJob(own, "gateway", targets, DEFAULT_POLICY.weights);
  const minutes = { counts: { active_ms: 590_000, samples: 60, bytes_sent: 90_000_000 } };
  return addSums(sums, { ...minutes, amounts: {}, histograms: {} });
}
