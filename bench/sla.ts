import { loadavg } from "node:os";
import type { Effort } from "./effort.ts";
import type { Detailed } from "./parts.ts";
import { judged, type Row, spreadOf } from "./row.ts";
import type { CloseCost } from "./sla-close.ts";
import { firstFold, keepAccounts, type Kept } from "./sla-closing.ts";
import { foldsOf, invocationsRow, kindsOf } from "./sla-invocations.ts";
import { networkOf } from "./sla-network.ts";
import { WORKER_HEAP } from "./sla-place.ts";
import { scoresRows } from "./sla-scores.ts";
import { openSqlite } from "./sla-sqlite.ts";

const GOALS = {
  cpu: { atMost: 5 },
  memory: { atMost: 256 },
  growth: { atMost: 12 },
  sqlite: { atMost: 1.5 },
};

/** What the networks hold, in words. */
const EACH =
  "of 2 workflows and 2 GPUs, 60 windows an hour with readings of both, a 10-minute stream per workflow seen by both " +
  "sides and paid every minute";

/**
 * Closes one hour of networks of two sizes, each time in a process of its own and invocation after invocation, from the
 * accounts that refreshing keeps. The large one is closed once for its CPU; then once within a Worker's memory, and beside
 * that the first invocation that reads its raw objects: their CPU is held to a limit that is far.
 */
export async function slaBench({ rounds, smoke }: Effort): Promise<Detailed> {
  const [small, large] = smoke ? [20, 20] : [1_000, 10_000];
  using few = await keepAccounts(networkOf(small));
  using many = await keepAccounts(networkOf(large));
  const fews: CloseCost[] = [];
  for (let round = 0; round < rounds; round++) fews.push(await few.close());
  const free = await many.close();
  const [limited, raw] = await Promise.all([
    many.close({ flags: WORKER_HEAP }),
    firstFold(many.network),
  ]);
  const kinds = [foldsOf(raw, many.network.shards), ...kindsOf(limited)];
  const aggregate = openSqlite(few.network);
  const peer = Array.from({ length: rounds }, aggregate);
  const seconds = fews.map(cpuOf);
  const whole = seconds.map((s) => s + few.accountSeconds);
  const n = large.toLocaleString("en");
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
  return {
    rows: [
      ofMany("CPU from accounts to pointer", cpuOf(free), "s", GOALS.cpu),
      ofMany(
        "peak memory of a process with a Worker's heap",
        limited.peakBytes / 1e6,
        "MB",
        GOALS.memory,
      ),
      ...kinds.map((kind) => invocationsRow(n, kind)),
      judged(
        row(
          `hour close, growth of CPU from ${small} to ${n} orchestrators`,
          `${spreadOf(seconds).median.toFixed(2)} s to ${cpuOf(free).toFixed(2)} s`,
          "10 × is linear",
        ),
        [cpuOf(free) / spreadOf(seconds).median],
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
      ...scoresRows({ rounds, smoke }),
    ],
    details: [
      `Closing an hour of orchestrators ${EACH}:`,
      ...fews.slice(0, 1).flatMap((cost) => linesOf(few, cost)),
      ...linesOf(many, free),
    ],
  };
}

const cpuOf = ({ invocations }: CloseCost): number =>
  invocations.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / 1000;

/** One closing without a limit of memory, invocation by invocation. */
function linesOf({ network, bytes }: Kept, cost: CloseCost): string[] {
  const { invocations, published, peakBytes } = cost;
  const statements = invocations.reduce((sum, each) => sum + each.statements, 0);
  return [
    `${network.orchestrators} orchestrators, ${published?.jobs} jobs, accounts of two hours ${(bytes / 1e6).toFixed(0)} MB: ` +
      `${cpuOf(cost).toFixed(2)} s of CPU in ${invocations.length} invocations, peak ${Math.round(peakBytes / 1e6)} MB, ` +
      `${published?.documents} documents, ${statements} statements of D1`,
    ...invocations.map(
      ({ from, to, cpuMs, statements: own, requests }) =>
        `${(cpuMs / 1000).toFixed(2).padStart(6)} s  ${`${from} to ${to}`.padEnd(20)} ` +
        `${String(own).padStart(3)} statements of D1, ${requests} requests to storage`,
    ),
  ];
}
