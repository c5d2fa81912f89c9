import { env } from "cloudflare:workers";
import { cohortsOf } from "../../../schema/sla/cohort/cohorts.ts";
import type { Member } from "../../../schema/sla/cohort/members.ts";
import { explorerDocument, cellsOf } from "../../../schema/sla/explorer/explorer-document.ts";
import { canonicalJson } from "../../../schema/wire/canonical.ts";
import type { Network } from "../../../schema/wire/network.ts";
import { Hour } from "../../../schema/wire/quantity.ts";
import type { Rollup } from "../../../schema/wire/rollup.ts";
import {
  COHORTS_KEY,
  EXPLORER_KEY,
  NETWORK_KEY,
} from "../../../workers/store/published-documents.ts";

/** Publishes the network as sla-cron leaves it. */
export const seedNetwork = async (network: Network): Promise<void> => {
  await env.ARCHIVE.put(NETWORK_KEY, canonicalJson(network));
};

/** Publishes who is compared with whom. */
export const seedCohorts = async (members: readonly Member[]): Promise<void> => {
  const to = "2026-01-09T14:00:00Z";
  const document = { schema: "livepeer.sla.cohorts/1", to, ...cohortsOf(members) };
  await env.ARCHIVE.put(COHORTS_KEY, canonicalJson(document));
};

/** Publishes what Explorer is shown, made from these rows. */
export const seedExplorer = async (rows: readonly Rollup[]): Promise<void> => {
  const day = {
    from: Hour.parse("2026-01-08T14:00:00Z"),
    to: Hour.parse("2026-01-09T14:00:00Z"),
  };
  await env.ARCHIVE.put(EXPLORER_KEY, canonicalJson(explorerDocument(cellsOf(rows), day)));
};
