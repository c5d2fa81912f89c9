import type { RequestLimits } from "./meter.ts";

/** How many steps one run takes, and of how many orchestrators each adds up a day. */
export type DayLimits = Readonly<{ steps: number; orchestrators: number }>;

/** At most 12 steps of about 10 queries and some megabytes each. */
export const DAY_LIMITS = { steps: 12, orchestrators: 24 } as const satisfies DayLimits;

/** What one call may do for the scores; the packs that it leaves are the first of the next. */
export type ScoresLimits = Readonly<{
  orchestratorsPerPack: number;
  packs: number;
  /** D1 queries after which no other pack is begun. */
  queries: number;
}>;

/**
 * 10 000 orchestrators are 256 packs. A pack takes 1 query where only the newest hour has grown, and 3 for every 8
 * orchestrators more where an hour has passed; of the 1 000 queries that D1 allows an invocation this takes a third.
 */
export const SCORES_LIMITS: ScoresLimits = { orchestratorsPerPack: 64, packs: 32, queries: 300 };

/** What one call may do for the network; the parts that it leaves are the first of the next. */
export type NetworkLimits = Readonly<{
  orchestratorsPerPart: number;
  parts: number;
  /** D1 queries after which no other part is begun. */
  queries: number;
  /** Nodes of one document: some megabytes. Those of 10 000 orchestrators at once would fill an isolate. */
  nodesPerDocument: number;
}>;

/**
 * 10 000 orchestrators are 256 parts. A part takes 1 query where only the newest hour has grown, and 2 for every 8
 * orchestrators more where an hour has passed. Its nodes take about 2 ms of CPU each.
 */
export const NETWORK_LIMITS: NetworkLimits = {
  orchestratorsPerPart: 64,
  parts: 32,
  queries: 200,
  nodesPerDocument: 1000,
};

/** Hours that one run deletes: more than pass between two, so that it catches up. */
export const RETIRED_PER_RUN = 3;

/** What one run may do beside closing hours. */
export type PublicationLimits = Readonly<{
  days: DayLimits;
  scores: ScoresLimits;
  network: NetworkLimits;
  /** Hours of each kind that retention deletes. */
  retired: number;
  /** In an invocation there is not room for all: each has its turn. */
  takesTurns: boolean;
}>;

/**
 * By plan. Free: one pack or part in a run, so that it stays near 10 ms of CPU: the scores of one orchestrator take
 * several.
 */
export const PUBLICATION_LIMITS: Readonly<Record<"free" | "paid", PublicationLimits>> = {
  free: {
    days: { steps: 1, orchestrators: 2 },
    scores: { orchestratorsPerPack: 4, packs: 1, queries: 20 },
    network: { orchestratorsPerPart: 16, parts: 1, queries: 20, nodesPerDocument: 1000 },
    retired: 1,
    takesTurns: true,
  },
  paid: {
    days: DAY_LIMITS,
    scores: SCORES_LIMITS,
    network: NETWORK_LIMITS,
    retired: RETIRED_PER_RUN,
    takesTurns: false,
  },
};

/** Below what Cloudflare allows an invocation: 50 on Free; 1000 queries of D1, and 10 000 requests, on Paid. */
export const REQUEST_LIMITS: Readonly<Record<"free" | "paid", RequestLimits>> = {
  free: { queries: 45, requests: 45 },
  paid: { queries: 950, requests: 9000 },
};
