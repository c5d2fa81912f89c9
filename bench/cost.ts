import { FREE_OPS_PER_DAY, OPS_PER_MESSAGE } from "../schema/sla/queue-budget.ts";

/** What a deployment is set to: targets, T in seconds, targets per message. */
export type Deployment = Readonly<{ targets: number; slotSeconds: number; shardSize: number }>;

/** What scraping uses. Held against the bindings' own counts by test/workers/scraper/cost.test.ts. */
export type ScrapeCost = Readonly<{
  /** Of one invocation of the consumer: external requests. */
  fetchesPerTurn: number;
  /** Of one day. Queue operations: a message is written, read and deleted. */
  messages: number;
  queueOps: number;
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
    classA: messages,
    classB: messages,
    rowsWritten: messages + hours * shards * ROWS_PER_HOUR_AND_SHARD,
    rowsRead: hours * 60 * readByTick(deployment) + messages * readByTurn(deployment),
  };
}

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

/**
 * Rows that one turn reads: the registry's version; its targets, each by an index; of two hours every shard's key, and of its
 * own rows every target, sorted; its row twice; and in a quarter of an hour once the two rows that may have gaps.
 */
function readByTurn({ targets, slotSeconds, shardSize }: Deployment): number {
  const shards = Math.ceil(targets / shardSize);
  const inShard = Math.min(targets, shardSize);
  const looks = Math.min(1, slotSeconds / 900);
  return 1 + (2 * inShard + 1) + (2 * shards + 2 + 4 * inShard) + 2 + 4 * looks;
}

/** What publishing adds in a day: a refresh of the open hour per slot, and the closing of 24 hours. */
export function publishCost({ targets, slotSeconds, shardSize }: Deployment) {
  const shards = Math.ceil(targets / shardSize);
  return {
    classA: (DAY_SECONDS / slotSeconds) * shards + 24 * (4 + shards),
    rowsWritten: 24 * targets * ROLLUPS_PER_TARGET_AND_HOUR * ROWS_PER_ROLLUP,
  };
}

/** One workflow, seen by anyone and by two sides; a new row is one of the table and two of its indexes. */
const ROLLUPS_PER_TARGET_AND_HOUR = 2;
const ROWS_PER_ROLLUP = 3;

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

/** What is asked of the CPU and of storage, from `npm run bench -- cpu`: milliseconds and gzipped bytes per quiet window. */
const CPU_MS_PER_WINDOW = 0.05;
const BYTES_PER_WINDOW = 300;
const KEPT_DAYS = 30;
const WINDOWS_PER_DAY = 1440;

/**
 * US dollars a month on the Workers Paid plan, scraping alone: $5, and what is beyond its inclusions.
 *
 * @see Cloudflare's price lists for Workers, Queues, D1 and R2; R2 rounds up to whole units
 */
export function dollarsPerMonth(deployment: Deployment, cost = scrapeCost(deployment)): number {
  const beyond = (perDay: number, included: number) => Math.max(0, perDay * 30 - included) / 1e6;
  const { targets, slotSeconds } = deployment;
  const windows = targets * WINDOWS_PER_DAY;
  const requests = cost.messages + DAY_SECONDS / slotSeconds;
  const gigabytes = Math.max(0, (windows * KEPT_DAYS * BYTES_PER_WINDOW) / 1e9 - 10);
  return (
    5 +
    beyond(cost.queueOps, 1e6) * 0.4 +
    beyond(requests, 10e6) * 0.3 +
    beyond(windows * CPU_MS_PER_WINDOW, 30e6) * 0.02 +
    beyond(cost.rowsWritten, 50e6) * 1 +
    Math.ceil(beyond(cost.classA, 1e6)) * 4.5 +
    Math.ceil(beyond(cost.classB, 10e6)) * 0.36 +
    Math.ceil(gigabytes) * 0.015
  );
}
