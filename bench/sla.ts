import { loadavg } from "node:os";
import type { Effort } from "./effort.ts";
import type { Detailed } from "./parts.ts";
import { judged, type Row, spreadOf } from "./row.ts";
import type { CloseCost } from "./sla-close.ts";
import { closing, type Closing } from "./sla-closing.ts";
import { networkOf } from "./sla-network.ts";
import { openSqlite } from "./sla-sqlite.ts";

const GOALS = {
  cpu: { atMost: 5 },
  memory: { atMost: 256 },
  growth: { atMost: 12 },
  heap: { atMost: 128 },
  step: { atMost: 30 },
  sqlite: { atMost: 1.5 },
};

/** What the networks hold, in words. */
const EACH =
  "of 2 workflows and 2 GPUs, 60 windows an hour with readings of both, a 10-minute stream per workflow seen by both " +
  "sides and paid every minute";

/**
 * Closes one hour of networks of two sizes, each time in a process of its own, from the accounts that refreshing keeps: what
 * reading raw objects costs is not in it. The large one is closed once.
 */
export async function slaBench({ rounds, smoke }: Effort): Promise<Detailed> {
  const [small, large] = smoke ? [20, 20] : [1_000, 10_000];
  const few = closing(small, rounds);
  const many = closing(large, 1);
  const seconds = { few: few.costs.map(cpuOf), many: many.costs.map(cpuOf) };
  const aggregate = openSqlite(networkOf(small));
  const peer = Array.from({ length: rounds }, aggregate);
  const whole = seconds.few.map((s) => s + few.accountSeconds);
  const n = large.toLocaleString("en");
  const steps = Object.values(many.limited.stages);
  const row = (what: string, ours: string, against: string) => ({
    part: "sla",
    what,
    ours,
    against,
  });
  const load = `load average ${loadavg()[0]?.toFixed(1)}; one round`;
  const ofMany = (what: string, value: number, unit: string, goal: { atMost: number }): Row =>
    judged(
      row(`hour close, ${n} orchestrators: ${what}`, `${value.toFixed(1)} ${unit}`, "the goal"),
      [value],
      goal,
      load,
    );
  const most = (of: "cpuMs" | "heapBytes") => Math.max(...steps.map(({ largest }) => largest[of]));
  const growth = (seconds.many[0] ?? 0) / spreadOf(seconds.few).median;
  return {
    rows: [
      ofMany("CPU", seconds.many[0] ?? 0, "s", GOALS.cpu),
      ofMany(
        "peak memory of a process with a Worker's heap",
        many.limited.peakBytes / 1e6,
        "MB",
        GOALS.memory,
      ),
      ofMany("heap after the largest step", most("heapBytes") / 1e6, "MB", GOALS.heap),
      ofMany("CPU of the largest step", most("cpuMs") / 1000, "s", GOALS.step),
      judged(
        row(
          `hour close, growth of CPU from ${small} to ${n} orchestrators`,
          `${spreadOf(seconds.few).median.toFixed(2)} s to ${(seconds.many[0] ?? 0).toFixed(2)} s`,
          "10 × is linear",
        ),
        [growth],
        GOALS.growth,
        load,
      ),
      judged(
        row(
          `hour close with the sums of its windows, ${small} orchestrators: CPU`,
          `${spreadOf(whole).median.toFixed(2)} s`,
          `SQLite's GROUP BY of the same windows' rows, no documents: ${spreadOf(peer).median.toFixed(2)} s`,
        ),
        whole.map((s, i) => s / (peer[i] ?? 0)),
        GOALS.sqlite,
      ),
    ],
    details: [`Closing an hour of orchestrators ${EACH}:`, ...[few, many].flatMap(linesOf)],
  };
}

const cpuOf = ({ stages }: CloseCost): number =>
  Object.values(stages).reduce((sum, { cpuMs }) => sum + cpuMs, 0) / 1000;

function linesOf({ orchestrators, costs, bytes }: Closing): string[] {
  const [cost] = costs;
  if (cost === undefined) return [];
  const { stages, runs, peakBytes, jobs, packs } = cost;
  const seconds = (ms: number) => (ms / 1000).toFixed(2).padStart(6);
  return [
    `${orchestrators} orchestrators, ${jobs} jobs, accounts of two hours ${(bytes / 1e6).toFixed(0)} MB: ` +
      `${cpuOf(cost).toFixed(2)} s of CPU in ${runs} runs, peak ${Math.round(peakBytes / 1e6)} MB, ${packs} documents`,
    ...Object.entries(stages).map(
      ([stage, { steps, cpuMs, largest }]) =>
        `${seconds(cpuMs)} s  ${stage.padEnd(9)} ${String(steps).padStart(4)} steps; the largest ` +
        `${largest.cpuMs.toFixed(0)} ms, ${largest.operations} operations, heap ${Math.round(largest.heapBytes / 1e6)} MB`,
    ),
  ];
}
