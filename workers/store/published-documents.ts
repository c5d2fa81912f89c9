import type { Day } from "../../schema/wire/day.ts";
import type { Sha256 } from "../../schema/wire/identifier.ts";
import type { PublishedHour } from "../../schema/wire/hour.ts";
import type { Hour } from "../../schema/wire/quantity.ts";

/** The documents of one version of a published hour. */
export type DocumentName = "hour" | "jobs" | "rollups";

/** Where a document of a version stands in the archive. @param pack  which of several, from 0 */
export const publishedKey = (hour: Hour, version: number, name: DocumentName, pack = 0): string =>
  `published/v1/${hour}/${version}/${name}${pack === 0 ? "" : `-${pack}`}.json`;

/** In how many documents a version has its jobs, or its rollups. */
export const packsIn = (
  { packs }: Pick<PublishedHour, "packs">,
  name: "jobs" | "rollups",
): number => packs?.[name].length ?? 1;

/** Where the scores of each orchestrator stand, as of the last publication. */
export const SCORES_KEY = "published/v1/scores.json";

/** The keys of packs and of lists of scores begin with this. */
export const SCORES_PREFIX = "published/v1/scores/";

/** Where the pack of scores with this digest stands. */
export const scoresPackKey = (digest: Sha256): string => `${SCORES_PREFIX}${digest}.json`;

/** Where the list of scores with this digest stands. */
export const scoresListKey = (digest: Sha256): string => `${SCORES_PREFIX}lists/${digest}.json`;

/** Where the sums stand that a pack's scores were last computed from, but for the newest hour. Nobody reads it but who writes it. */
export const scoreSpansKey = (range: string): string => `work/v1/score-spans/${range}.json`;

/** What the scores were computed from, written after them: where it is another by now, they are stale. */
export const SCORES_OF_KEY = "published/v1/scores-of.json";

/** Where a policy that some published hour names stands. */
export const policyKey = (digest: Sha256): string => `published/v1/policy/${digest}.json`;

/** Where the index of a day stands. */
export const dayKey = (day: Day): string => `published/v1/days/${day}.json`;

/** What gateways' lists and the capabilities are answered from, what Explorer's routes are, and what both were made from. */
export const NETWORK_KEY = "published/v1/network.json";

/** The keys of the documents of further nodes begin with this. */
export const NETWORK_PREFIX = "published/v1/network/";

/** Where the nodes with this digest stand. */
export const networkNodesKey = (digest: Sha256): string => `${NETWORK_PREFIX}${digest}.json`;

/** Where the cohorts of the last publication of the network stand. */
export const COHORTS_KEY = "published/v1/cohorts.json";
export const EXPLORER_KEY = "published/v1/explorer.json";
export const NETWORK_OF_KEY = "published/v1/network-of.json";

/** Where stands what some ranges of addresses add to the network, and the sums that one was made from but for the newest hour. Nobody reads them but who writes them. */
export const networkBundleKey = (range: string): string => `work/v1/network/${range}.json`;
export const networkSumsKey = (range: string): string => `work/v1/network-sums/${range}.json`;

/** Where the last jobs of the newest hours stand, for who publishes the network. */
export const NETWORK_JOBS_KEY = "work/v1/network-jobs.json";
