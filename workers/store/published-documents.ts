import type { Sha256 } from "../../schema/wire/identifier.ts";
import type { Hour } from "../../schema/wire/quantity.ts";

/** The documents of one version of a published hour. */
export type DocumentName = "hour" | "jobs" | "rollups";

/** Where a document of a version stands in the archive. */
export const publishedKey = (hour: Hour, version: number, name: DocumentName): string =>
  `published/v1/${hour}/${version}/${name}.json`;

/** Scores of all orchestrators over all periods, as they were computed at the last publication. */
export const SCORES_KEY = "published/v1/scores.json";

/** What the scores were computed from, written after them: where it is another by now, they are stale. */
export const SCORES_OF_KEY = "published/v1/scores-of.json";

/** Where a policy that some published hour names stands. */
export const policyKey = (digest: Sha256): string => `published/v1/policy/${digest}.json`;

/** What gateways' lists and the capabilities are answered from, what Explorer's routes are, and what both were made from. */
export const NETWORK_KEY = "published/v1/network.json";
export const EXPLORER_KEY = "published/v1/explorer.json";
export const NETWORK_OF_KEY = "published/v1/network-of.json";
