import { type Member, membersOf } from "../../schema/sla/cohort/members.ts";
import { type Cell, cellsOf } from "../../schema/sla/explorer/explorer-document.ts";
import { type SeenNode, seenNode } from "../../schema/sla/gateway/network-node.ts";
import {
  joinNodeSums,
  NO_NODE_SUMS,
  type NodeSums,
  nodeSums,
} from "../../schema/sla/gateway/node-sums.ts";
import { previousHour } from "../../schema/sla/hour.ts";
import type { AddressRange } from "../../schema/sla/pack-ranges.ts";
import { DEFAULT_POLICY } from "../../schema/sla/policy.ts";
import { digestOf } from "../../schema/wire/canonical.ts";
import type { Address, Sha256 } from "../../schema/wire/identifier.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { HourVersion } from "../store/hour-versions.ts";
import { networkSumsKey } from "../store/published-documents.ts";
import { hourRows } from "../store/span-evidence.ts";
import { networkRows, queriesFor } from "./network-rows.ts";
import type { Ports } from "./ports.ts";
import { readWork, writeWork } from "./read-document.ts";

/** A part of the network that is to be made. */
export type PartWork = Readonly<{
  name: string;
  range: AddressRange;
  /** The orchestrators in its range that have sums, by address. */
  seen: readonly Address[];
  madeFrom: Sha256;
}>;

/** What a range of addresses adds to the network. */
export type NetworkPart = Readonly<{
  made_from: Sha256;
  to: Hour;
  nodes: readonly SeenNode[];
  members: readonly Member[];
  cells: readonly Cell[];
  /** Orchestrators whose sums are no exact integers any more: they are nowhere. */
  refused: readonly Address[];
}>;

type Evidence = Readonly<{
  to: Hour;
  versions: readonly HourVersion[];
  isBuilt: (day: Hour) => boolean;
}>;

/** The form of what is kept. What was kept in another one is made anew. */
export const KEPT_FORM = 3;

type KeptSums = Readonly<{ made_from: Sha256; sums: Record<Address, NodeSums> }>;

/** Requests to storage that a part takes at most, of D1 and of the archive. */
export const requestsFor = (orchestrators: number): number => queriesFor(orchestrators) + 3;

/**
 * Makes a part. The sums of all but the newest hour are kept from one time to the next: while that hour grows,
 * its own rows are all that is read, in one query.
 *
 * @returns it, and how many D1 queries it took
 */
export async function makeNetworkPart(
  { db, archive, log }: Pick<Ports, "db" | "archive" | "log">,
  { name, range, seen, madeFrom }: PartWork,
  { to, versions, isBuilt }: Evidence,
): Promise<Readonly<{ part: NetworkPart; queries: number }>> {
  const newest = previousHour(to);
  const known = versions.filter(({ hour }) => hour < newest);
  const made_from = await digestOf({
    form: KEPT_FORM,
    to,
    versions: known.map(({ hour, version }) => [hour, version]),
    seen,
  });
  let kept = await readWork<KeptSums>(archive, networkSumsKey(name));
  let queries = 1;
  const refused = new Set<Address>();
  const unlessRefused = <T>(orchestrator: Address, make: () => T): T | null => {
    try {
      return make();
    } catch (error) {
      if (!refused.has(orchestrator))
        log({ event: "network.refused", orchestrator, error: String(error) });
      refused.add(orchestrator);
      return null;
    }
  };
  if (kept?.made_from !== made_from) {
    const sums: KeptSums["sums"] = {};
    for await (const [orchestrator, rows] of networkRows(db, to, seen, isBuilt)) {
      const own = unlessRefused(orchestrator, () => nodeSums(rows, to));
      if (own !== null) sums[orchestrator] = own;
    }
    queries += queriesFor(seen.length);
    kept = { made_from, sums };
    if (refused.size === 0) await writeWork(archive, networkSumsKey(name), kept);
  }
  const ofNewest = Map.groupBy(
    await hourRows(db, range, [newest]),
    ({ orchestrator }) => orchestrator,
  );
  const made = seen.flatMap((orchestrator) => {
    const before = kept.sums[orchestrator] ?? NO_NODE_SUMS;
    if (refused.has(orchestrator)) return [];
    const one = unlessRefused(orchestrator, () => {
      const sums = joinNodeSums(before, nodeSums(ofNewest.get(orchestrator) ?? [], to));
      const members = membersOf(orchestrator, sums.week, DEFAULT_POLICY.provisional_below);
      const node = seenNode(orchestrator, sums, DEFAULT_POLICY.provisional_below);
      return { node, members, cells: cellsOf(sums.day) };
    });
    return one === null ? [] : [one];
  });
  const part: NetworkPart = {
    made_from: madeFrom,
    to,
    nodes: made.map(({ node }) => node),
    members: made.flatMap(({ members }) => members),
    cells: made.flatMap(({ cells }) => cells),
    refused: [...refused],
  };
  return { part, queries };
}
