import { cohortsOf } from "../../schema/sla/cohort/cohorts.ts";
import { explorerDocument } from "../../schema/sla/explorer/explorer-document.ts";
import { networkNode, seenNode } from "../../schema/sla/gateway/network-node.ts";
import { NO_NODE_SUMS } from "../../schema/sla/gateway/node-sums.ts";
import { pointState, unlessAllDown } from "../../schema/sla/gateway/point-state.ts";
import { hourStart } from "../../schema/sla/hour.ts";
import { newestVersion } from "../../schema/sla/merge-rows.ts";
import { DEFAULT_POLICY } from "../../schema/sla/policy.ts";
import { heldTrust } from "../../schema/sla/trust.ts";
import { canonicalBytes, digestOf } from "../../schema/wire/canonical.ts";
import type { Address, Sha256 } from "../../schema/wire/identifier.ts";
import type { Network, NetworkNode, NetworkOf, ServicePoint } from "../../schema/wire/network.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { Target } from "../../schema/wire/target.ts";
import { agentVersions } from "../store/agent-versions.ts";
import { hoursWithJobs } from "../store/hour-versions.ts";
import { newestOutcomes } from "../store/newest-outcomes.ts";
import { EXPLORER_KEY, NETWORK_KEY, networkPartKey } from "../store/published-documents.ts";
import type { NetworkPart } from "./network-part.ts";
import { ago } from "./network-rows.ts";
import { HOURS_OF_JOBS, newestJobs } from "./newest-jobs.ts";
import type { Ports } from "./ports.ts";
import { readWork } from "./read-document.ts";

type Given = Readonly<{
  policy: Sha256;
  /** All parts of the network, by address, each of its own versions. */
  parts: NetworkOf["parts"];
  targets: readonly Target[];
  /** What the document was made from before. */
  before: Sha256 | null;
  to: Hour;
}>;

type Point = ServicePoint & Readonly<{ orchestrator: Address }>;

/** Requests to storage beside one for each part: two of D1 and the jobs' before it is known that anything has changed. */
const REQUESTS = 3 + HOURS_OF_JOBS + 5;

/**
 * Writes the network and what Explorer is shown, from all parts and from what else is known now: jobs, slots, the registry,
 * agents' versions. What is of the whole network, cohorts and medians, is made here of all of them.
 *
 * @returns what the document is made from
 */
export async function writeNetwork(
  { db, archive, mayAsk = () => true }: Ports,
  { policy, parts, before, ...given }: Given,
): Promise<Sha256 | null> {
  const names = Object.keys(parts);
  if (!mayAsk(REQUESTS + names.length)) return before;
  // Parts are brought up to date one after the other: the oldest says how far all of them go.
  const to = Object.values(parts).reduce(
    (oldest, part) => (part.to < oldest ? part.to : oldest),
    given.to,
  );
  const targets = given.targets
    .filter(({ enabled }) => enabled)
    .map((target) => ({ ...target, trust: heldTrust(target, hourStart(to)) }));
  const points = pointsOf(targets, await newestOutcomes(db));
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
  if (document === before) return before;

  const read: NetworkPart[] = [];
  for (const name of names) {
    const part = await readWork<NetworkPart>(archive, networkPartKey(name));
    // A run has died between it and its note, or somebody has removed it: it will be made again.
    if (part === null || part.made_from !== parts[name]?.made_from) return before;
    read.push(part);
  }
  const jobs = await newestJobs(archive, hours);
  const seen = new Map(
    read.flatMap(({ nodes }) => nodes).map((node) => [node.orchestrator, node] as const),
  );
  const cohorts = cohortsOf(read.flatMap(({ members }) => members));
  const pointsBy = Map.groupBy(points, ({ orchestrator }) => orchestrator);
  const targetsBy = Map.groupBy(targets, ({ orchestrator }) => orchestrator);
  const refused = new Set(read.flatMap((part) => part.refused));
  const nodes: NetworkNode[] = [];
  for (const orchestrator of [...new Set([...seen.keys(), ...pointsBy.keys()])].toSorted()) {
    if (refused.has(orchestrator)) continue;
    const own = targetsBy.get(orchestrator) ?? [];
    const told = newestVersion(own.map(({ id }) => versionOf.get(id))).version;
    const about =
      seen.get(orchestrator) ??
      seenNode(orchestrator, NO_NODE_SUMS, DEFAULT_POLICY.provisional_below);
    const node = await networkNode(about, {
      to,
      jobs,
      points: (pointsBy.get(orchestrator) ?? []).map(({ uri, region, state }) => ({
        uri,
        region,
        state,
      })),
      trust: own.map(({ trust }) => trust).toSorted((a, b) => b - a)[0] ?? null,
      agentVersion: told?.agent_version ?? null,
    });
    nodes.push({ ...node, cohorts: cohorts.byOrchestrator.get(orchestrator) ?? [] });
  }
  const network: Network = {
    schema: "livepeer.sla.network/1",
    to,
    policy: { id: DEFAULT_POLICY.id, digest: policy },
    provisional_below: DEFAULT_POLICY.provisional_below,
    nodes,
    cohorts: cohorts.summaries,
  };
  const cells = read.flatMap((part) => part.cells);
  await archive.put(
    EXPLORER_KEY,
    canonicalBytes(explorerDocument(cells, { from: ago(to, 24), to })),
  );
  await archive.put(NETWORK_KEY, canonicalBytes(network));
  return document;
}

/** Where each enabled orchestrator's agent says that its orchestrator answers, and how the last slots found it. */
function pointsOf(
  targets: readonly Target[],
  outcomes: Awaited<ReturnType<typeof newestOutcomes>>,
): Point[] {
  const points = targets.flatMap(({ id, orchestrator, service_uri, region }) =>
    orchestrator === null
      ? []
      : [
          {
            orchestrator,
            uri: service_uri ?? null,
            region,
            state: pointState(outcomes.get(id) ?? {}),
          },
        ],
  );
  return unlessAllDown(points);
}
