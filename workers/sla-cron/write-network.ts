import { cohortsOf } from "../../schema/sla/cohort/cohorts.ts";
import type { Member } from "../../schema/sla/cohort/members.ts";
import { type Cell, explorerDocument } from "../../schema/sla/explorer/explorer-document.ts";
import { networkNode, type SeenNode, seenNode } from "../../schema/sla/gateway/network-node.ts";
import { NO_NODE_SUMS } from "../../schema/sla/gateway/node-sums.ts";
import { hourStart } from "../../schema/sla/hour.ts";
import { isIn } from "../../schema/sla/pack-ranges.ts";
import { newestVersion } from "../../schema/sla/merge-rows.ts";
import { DEFAULT_POLICY } from "../../schema/sla/policy.ts";
import { heldTrust } from "../../schema/sla/trust.ts";
import { canonicalBytes, digestOf } from "../../schema/wire/canonical.ts";
import type { CohortsDocument } from "../../schema/wire/cohort.ts";
import type { Sha256 } from "../../schema/wire/identifier.ts";
import type { Network, NetworkNode, NetworkOf } from "../../schema/wire/network.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { Target } from "../../schema/wire/target.ts";
import { agentVersions } from "../store/agent-versions.ts";
import { hoursWithJobs } from "../store/hour-versions.ts";
import { newestOutcomes } from "../store/newest-outcomes.ts";
import { COHORTS_KEY, EXPLORER_KEY, NETWORK_KEY } from "../store/published-documents.ts";
import { type Bundle, readBundle } from "./network-bundles.ts";
import { openNodeDocuments, forgetNodes } from "./network-nodes.ts";
import { ago } from "./network-rows.ts";
import { HOURS_OF_JOBS, newestJobs } from "./newest-jobs.ts";
import type { Ports } from "./ports.ts";
import { pointsOf } from "./service-points.ts";

/** What the network was made from, and the documents of its nodes beside the first one. */
export type Written = Pick<NetworkOf, "document" | "more">;

type Given = Readonly<{
  policy: Sha256;
  /** All parts of the network, by address, each of its own versions. */
  parts: NetworkOf["parts"];
  /** Where they stand. */
  bundles: readonly Bundle[];
  targets: readonly Target[];
  before: Written;
  to: Hour;
  nodesPerDocument: number;
}>;

/** Requests to storage beside one for each bundle of parts: two of D1 and the jobs' before it is known that anything has changed. */
const REQUESTS = 3 + HOURS_OF_JOBS + 8;

/**
 * Writes the network and what Explorer is shown, from all parts and from what else is known now: jobs, slots, the registry,
 * agents' versions. What is of the whole network, cohorts and medians, is made here of all of them; nodes are made and
 * written part by part.
 */
export async function writeNetwork(
  { db, archive, mayAsk = () => true }: Ports,
  { policy, parts, bundles, before, nodesPerDocument, ...given }: Given,
): Promise<Written> {
  const documents = Math.ceil(given.targets.length / nodesPerDocument);
  if (!mayAsk(REQUESTS + bundles.length + documents)) return before;
  // Parts are brought up to date one after the other: the oldest says how far all of them go.
  const to = Object.values(parts).reduce(
    (oldest, part) => (part.to < oldest ? part.to : oldest),
    given.to,
  );
  const targets = given.targets
    .filter(({ enabled }) => enabled)
    .map((target) => ({ ...target, trust: heldTrust(target, hourStart(to)) }));
  const points = pointsOf(targets, await newestOutcomes(db), hourStart(to));
  const versionOf = await agentVersions(db);
  const hours = await hoursWithJobs(db, { limit: HOURS_OF_JOBS });
  const document = await digestOf({
    policy,
    to,
    parts: Object.entries(parts).map(([name, { made_from }]) => [name, made_from]),
    jobs: hours.map(({ hour, version }) => [hour, version]),
    points,
    trust: targets.map(({ id, trust }) => [id, trust]),
    told: targets.map(({ id }) => versionOf.get(id)?.agent_version ?? null),
  });
  if (document === before.document) return before;

  const jobs = await newestJobs(archive, hours);
  const pointsBy = Map.groupBy(points, ({ orchestrator }) => orchestrator);
  const targetsBy = Map.groupBy(targets, ({ orchestrator }) => orchestrator);
  const registered = [...pointsBy.keys()];
  const nodeOf = (about: SeenNode): Promise<NetworkNode> => {
    const own = targetsBy.get(about.orchestrator) ?? [];
    const told = newestVersion(own.map(({ id }) => versionOf.get(id))).version;
    const at = pointsBy.get(about.orchestrator) ?? [];
    return networkNode(about, {
      to,
      jobs,
      points: at.map(({ uri, region, state }) => ({ uri, region, state })),
      trust: own.map(({ trust }) => trust).toSorted((a, b) => b - a)[0] ?? null,
      agentVersion: told?.agent_version ?? null,
    });
  };
  const nodeDocuments = openNodeDocuments(archive, nodesPerDocument);
  const members: Member[] = [];
  const cells: Cell[] = [];
  for (const bundle of bundles) {
    const kept = await readBundle(archive, bundle);
    const own = bundle.parts.flatMap((name) => kept[name] ?? []);
    // A run has died between it and its note, or somebody has removed it: it will be made again.
    const isAsNoted = bundle.parts.every(
      (name) => kept[name]?.made_from === parts[name]?.made_from,
    );
    if (!isAsNoted) return before;
    const seen = new Map(own.flatMap(({ nodes }) => nodes.map((of) => [of.orchestrator, of])));
    const refused = new Set(own.flatMap((part) => part.refused));
    const others = registered.filter((address) => isIn(bundle.range, address));
    for (const orchestrator of [...new Set([...seen.keys(), ...others])].toSorted()) {
      if (refused.has(orchestrator)) continue;
      const unseen = () => seenNode(orchestrator, NO_NODE_SUMS, DEFAULT_POLICY.provisional_below);
      await nodeDocuments.add(await nodeOf(seen.get(orchestrator) ?? unseen()));
    }
    for (const part of own) {
      members.push(...part.members);
      cells.push(...part.cells);
    }
  }
  const { nodes, more } = await nodeDocuments.end();
  const network: Network = {
    schema: "livepeer.sla.network/1",
    to,
    policy: { id: DEFAULT_POLICY.id, digest: policy },
    provisional_below: DEFAULT_POLICY.provisional_below,
    nodes,
    more,
  };
  const explorer = explorerDocument(cells, { from: ago(to, 24), to });
  await archive.put(EXPLORER_KEY, canonicalBytes(explorer));
  const cohorts: CohortsDocument = { schema: "livepeer.sla.cohorts/1", to, ...cohortsOf(members) };
  await archive.put(COHORTS_KEY, canonicalBytes(cohorts));
  await archive.put(NETWORK_KEY, canonicalBytes(network));
  await forgetNodes(archive, [before.more, more]);
  return { document, more };
}
