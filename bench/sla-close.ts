import type { D1Database } from "@cloudflare/workers-types";
import { drizzle } from "drizzle-orm/d1";
import { HOUR_MS, hourStart } from "../schema/sla/hour.ts";
import type { PublishedHour } from "../schema/wire/hour.ts";
import { RUN_LIMITS } from "../workers/sla-cron/effort.ts";
import { ROWS_PER_LOOK } from "../workers/sla-cron/look.ts";
import type { Ports } from "../workers/sla-cron/ports.ts";
import { type Proceed, proceed } from "../workers/sla-cron/proceed.ts";
import { REST_MS_PER_ROLLUP } from "../workers/sla-cron/rest.ts";
import { run } from "../workers/sla-cron/run.ts";
import { type Progress, readProgress, STAGES } from "../workers/sla-cron/work/progress.ts";
import type { Archive } from "../workers/store/archive.ts";
import { packsIn } from "../workers/store/published-documents.ts";
import { folderArchive } from "./sla-archive.ts";
import { parentsDatabase } from "./sla-d1.ts";
import { openGauge, peakBytes, type Taken } from "./sla-gauge.ts";
import { HOUR } from "./sla-network.ts";

/** What one invocation took, and the first and the last stage that it worked on. */
export type Invocation = Taken & Readonly<{ from: Progress["stage"]; to: Progress["stage"] }>;

/** What closing took, invocation by invocation. */
export type CloseCost = Readonly<{
  invocations: readonly Invocation[];
  /** Of the whole process. */
  peakBytes: number;
  /** Shards that were folded when the last of these invocations ended; null where more was done. */
  shardsFolded: number | null;
  /** Jobs, decided or open, and documents of them and of sums; null where the hour is not published. */
  published: Readonly<{ jobs: number; documents: number }> | null;
}>;

/** Five minutes after the hour's end. */
const NOW_MS = hourStart(HOUR) + HOUR_MS + 300_000;

/** Closes the hour in the archive in a folder as the Worker does, invocation after invocation. @param most  of them */
async function close(root: string, most: number): Promise<CloseCost> {
  const gauge = openGauge();
  const archive = folderArchive(root, gauge.request);
  const database = parentsDatabase(gauge.answered);
  const invocations: Invocation[] = [];
  const asked: Proceed[] = [];
  for (let begun: Progress | null = null; ;) {
    const { binding, taken } = gauge.invocation(database);
    const ports = portsOf(binding, archive, (message) => asked.push(message));
    const message = asked.pop();
    const ran =
      message === undefined ? await run(NOW_MS, ports) : await proceed(message, NOW_MS, ports);
    const took = taken();
    const left: Progress | null = await readProgress(folderArchive(root), HOUR);
    const from: Progress["stage"] = begun?.stage ?? "fold";
    invocations.push({ from, to: lastStage(from, left), ...took });
    begun = left;
    if (asked.length > 0 && invocations.length < most) continue;
    const published = ran?.published[0] ?? null;
    if (published === null && begun === null)
      throw new Error("nothing is published, and nothing begun");
    return {
      invocations,
      peakBytes: peakBytes(),
      shardsFolded: begun?.stage === "fold" ? begun.next : null,
      published: published && sizesOf(published),
    };
  }
}

/** Those of the paid preset; what comes after the hour is left out. */
const portsOf = (
  binding: D1Database,
  archive: Archive,
  ask: (message: Proceed) => void,
): Ports => ({
  db: drizzle(binding),
  archive,
  random: Math.random,
  sleep: async () => {},
  log,
  runLimits: RUN_LIMITS.paid,
  rowsPerLook: ROWS_PER_LOOK.paid,
  restMsPerRollup: REST_MS_PER_ROLLUP.paid,
  onlyHours: true,
  proceed: async (unfinished) => ask({ schema: "livepeer.sla.proceed/2", ...unfinished }),
});

const sizesOf = (published: PublishedHour) => ({
  jobs: published.jobs + published.open_jobs,
  documents: packsIn(published, "jobs") + packsIn(published, "rollups"),
});

/** The last stage that an invocation worked on. @param left  as it left the hour; null where that is published */
function lastStage(before: Progress["stage"], left: Progress | null): Progress["stage"] {
  if (left === null) return "pointer";
  if (left.stage === before || left.next > 0) return left.stage;
  return STAGES[STAGES.indexOf(left.stage) - 1] ?? left.stage;
}

/** What fails is not measured. */
function log(entry: object): void {
  if (!("event" in entry) || entry.event !== "hours.published")
    throw new Error(JSON.stringify(entry));
}

const [root, most] = process.argv.slice(2);
if (root !== undefined) process.send?.(await close(root, Number(most)), () => process.disconnect());
