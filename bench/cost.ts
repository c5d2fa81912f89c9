import { REST_MS_PER_ROLLUP, restMs } from "../workers/sla-cron/rest.ts";
import { FREE_OPS_PER_DAY, gapAllowanceOf, OPS_PER_MESSAGE } from "../schema/sla/queue-budget.ts";

/** What a deployment is set to: targets, T in seconds, targets per message. */
export type Deployment = Readonly<{ targets: number; slotSeconds: number; shardSize: number }>;

/** What scraping uses. Held against the bindings' own counts by test/workers/scraper/cost.test.ts. */
export type ScrapeCost = Readonly<{
  /** Of one invocation of the consumer: external requests. */
  fetchesPerTurn: number;
  /** Of one day. Queue operations: a message is written, read and deleted. */
  messages: number;
  queueOps: number;
  /** The same, on a day on which everything that may ask for gaps does. */
  queueOpsWithGaps: number;
  classA: number;
  classB: number;
  rowsWritten: number;
  /** At most: rows of tables, and elements of JSON. */
  rowsRead: number;
}>;

const DAY_SECONDS = 86_400;

/** Rows that an hour of a shard costs beside one per message: its row once more, for the windows that come after its end. */
const ROWS_PER_HOUR_AND_SHARD = 1;

/** Scraping by formula (DESIGN.md, "Cost and scale"), without faults: nothing is sent or written twice. */
export function scrapeCost(deployment: Deployment, hours = 24): ScrapeCost {
  const { targets, slotSeconds, shardSize } = deployment;
  const shards = Math.ceil(targets / shardSize);
  const messages = (shards * hours * 3600) / slotSeconds;
  return {
    fetchesPerTurn: Math.min(targets, shardSize),
    messages,
    queueOps: messages * OPS_PER_MESSAGE,
    queueOpsWithGaps: (messages + gapsOf(shards, hours)) * OPS_PER_MESSAGE,
    classA: messages,
    classB: messages,
    rowsWritten: messages + hours * shards * ROWS_PER_HOUR_AND_SHARD,
    rowsRead: hours * 60 * readByTick(deployment) + messages * readByTurn(deployment),
  };
}

/** Messages that ask for gaps, where all of a Free account's shards need all that they have. */
const gapsOf = (shards: number, hours: number): number =>
  Array.from({ length: shards }, (_, shard) =>
    gapAllowanceOf(0, shard, shards, FREE_OPS_PER_DAY),
  ).reduce((sum, { ofDay }) => sum + (ofDay * hours) / 24, 0);

/** Slots that a tick looks at besides its own. */
const LOOK_BACK_SLOTS = 2;

/** Rows that one tick of the cron reads: every target, to know the shards; and what its hour has folded, by object. */
function readByTick({ targets, slotSeconds, shardSize }: Deployment): number {
  const shards = Math.ceil(targets / shardSize);
  const slotsPerHour = 3600 / slotSeconds;
  // A row, and its marks: half of an hour's on the mean; a whole hour's while the look goes back into the one before.
  const own = shards * (1 + slotsPerHour / 2 + 1);
  const before = shards * (1 + slotsPerHour + 1) * (LOOK_BACK_SLOTS / slotsPerHour);
  return targets + own + before;
}

/** Different pairs of hours that one turn looks at for gaps: of an hour's four looks, two may be at the same pair. */
const LOOKS_AT_MOST = 3;

/**
 * Rows that one turn reads: the registry's version; its targets, each by an index; of two hours every shard's key, and of its
 * own rows every target, sorted; its row twice; and in a quarter of an hour once the two rows that may have gaps.
 */
function readByTurn({ targets, slotSeconds, shardSize }: Deployment): number {
  const shards = Math.ceil(targets / shardSize);
  const inShard = Math.min(targets, shardSize);
  const looks = Math.min(LOOKS_AT_MOST, slotSeconds / 900);
  return 1 + (2 * inShard + 1) + (2 * shards + 2 + 4 * inShard) + 2 + 4 * looks;
}

/**
 * What publishing adds in a day: a refresh of the open hour per slot, and the closing of 24 hours; on Paid a message a minute,
 * which publishes what its turns brought. Held against what is sent by test/workers/sla-cron/between-ticks.test.ts.
 */
export function publishCost(
  { targets, slotSeconds, shardSize }: Deployment,
  preset: "free" | "paid",
) {
  const shards = Math.ceil(targets / shardSize);
  return {
    queueOps: preset === "paid" ? (DAY_SECONDS / 60) * OPS_PER_MESSAGE : 0,
    classA: (DAY_SECONDS / slotSeconds) * shards + 24 * (4 + shards),
    ...publishedRows(targets * ROLLUPS_PER_TARGET_AND_HOUR, slotSeconds, preset),
  };
}

/** One workflow, seen by anyone and by two sides, and the agent's own. */
const ROLLUPS_PER_TARGET_AND_HOUR = 3;

/**
 * Rows of D1 in a day of an hour's sums, where every version changes all of them: while the hour is open, as it closes, and
 * with the windows that come late. Held against D1's own count by test/workers/sla-cron/cost.test.ts.
 */
export function publishedRows(rollups: number, slotSeconds: number, preset: "free" | "paid") {
  const restSeconds = restMs(rollups, REST_MS_PER_ROLLUP[preset]) / 1000;
  const refreshes = Math.max(1, Math.floor(3600 / Math.max(slotSeconds, restSeconds)));
  const versions = refreshes + 2;
  return {
    /** A row each, the pointer of a version, and the sums of the day. */
    rowsWritten: 24 * versions * (rollups + ROWS_PER_POINTER) + rollups,
    /** Once the oldest sums are deleted, a row for each that is written first. */
    rowsRetired: (24 + 1) * rollups,
  };
}

/** One of the table of versions, and one of its index. */
const ROWS_PER_POINTER = 2;

/** Daily quotas of the Free plan; R2's is a month's, divided by 30. */
export const FREE_PLAN = {
  queueOps: FREE_OPS_PER_DAY,
  classA: 1_000_000 / 30,
  classB: 10_000_000 / 30,
  rowsWritten: 100_000,
  rowsRead: 5_000_000,
} as const;
export type Quota = keyof typeof FREE_PLAN;

/** The quota of the Free plan that is used most, and how much of it: 1 is all. */
export function scarcest(cost: Pick<ScrapeCost, Quota>): Readonly<{ quota: Quota; share: number }> {
  return (Object.keys(FREE_PLAN) as Quota[])
    .map((quota) => ({ quota, share: cost[quota] / FREE_PLAN[quota] }))
    .reduce((a, b) => (b.share > a.share ? b : a));
}
