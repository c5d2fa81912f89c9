import {
  cellsOf,
  explorerDocument,
  type Cell,
} from "../../schema/sla/explorer/explorer-document.ts";
import { networkNode } from "../../schema/sla/gateway/network-node.ts";
import { pointState, unlessAllDown } from "../../schema/sla/gateway/point-state.ts";
import { HOURS_NEEDED } from "../../schema/sla/gateway/standings.ts";
import { HOUR_MS, hourOf, hourStart, nextHour } from "../../schema/sla/hour.ts";
import { DEFAULT_POLICY, policyDigest } from "../../schema/sla/policy.ts";
import { heldTrust } from "../../schema/sla/trust.ts";
import { canonicalBytes, digestOf } from "../../schema/wire/canonical.ts";
import type { Address } from "../../schema/wire/identifier.ts";
import { Job } from "../../schema/wire/job.ts";
import type { Network, NetworkNode, ServicePoint } from "../../schema/wire/network.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { Target } from "../../schema/wire/target.ts";
import { hoursWithJobs, latestVersionsIn, newestHourWithJobs } from "../store/hour-versions.ts";
import { newestOutcomes } from "../store/newest-outcomes.ts";
import { orchestratorsIn, rollupsOf } from "../store/orchestrator-rollups.ts";
import {
  EXPLORER_KEY,
  NETWORK_KEY,
  NETWORK_OF_KEY,
  publishedKey,
} from "../store/published-documents.ts";
import { allTargets } from "../store/targets.ts";
import type { Ports } from "./ports.ts";

/** The newest hours with jobs whose jobs can make a node leave at once. */
const HOURS_OF_JOBS = 6;

type Point = ServicePoint & Readonly<{ orchestrator: Address }>;

/**
 * Writes what gateways' lists, the capabilities and Explorer are answered from. Where it is of these versions, slots and
 * targets already, nothing is written.
 */
export async function publishNetwork({ db, archive, log }: Ports): Promise<void> {
  const newest = await newestHourWithJobs(db);
  if (newest === null) return;
  const to = nextHour(newest);
  const range = { from: ago(to, HOURS_NEEDED), to };
  const digest = await policyDigest(DEFAULT_POLICY);
  const targets = (await allTargets(db))
    .filter(({ enabled }) => enabled)
    .map((target) => ({ ...target, trust: heldTrust(target, hourStart(to)) }));
  const points = pointsOf(targets, await newestOutcomes(db));
  const versions = await latestVersionsIn(db, range);
  const known = versions.map(({ hour, version, digest: of }) => [hour, version, of]);
  const trust = targets.map(({ id, trust: level }) => [id, level]);
  const madeFrom = canonicalBytes(await digestOf({ digest, known, points, trust }));
  if (isSame(await archive.read(NETWORK_OF_KEY), madeFrom)) return;

  const jobs: Job[] = [];
  for (const { hour, version } of await hoursWithJobs(db, { limit: HOURS_OF_JOBS })) {
    const bytes = await archive.read(publishedKey(hour, version, "jobs"));
    if (bytes !== null)
      jobs.push(...Job.array().parse(JSON.parse(new TextDecoder().decode(bytes))));
  }
  const registered = points.map(({ orchestrator }) => orchestrator);
  const seen = await orchestratorsIn(db, range);
  const nodes: NetworkNode[] = [];
  const cells: Cell[] = [];
  const day = { from: ago(to, 24), to };
  for (const orchestrator of [...new Set([...seen, ...registered])].toSorted()) {
    const rows = await rollupsOf(db, orchestrator, range);
    const own = targets.filter((target) => target.orchestrator === orchestrator);
    const about = {
      orchestrator,
      to,
      rows,
      jobs,
      points: points
        .filter((point) => point.orchestrator === orchestrator)
        .map(({ uri, region, state }) => ({ uri, region, state })),
      trust: own.map((target) => target.trust).toSorted((a, b) => b - a)[0] ?? null,
      policy: DEFAULT_POLICY,
    };
    try {
      nodes.push(await networkNode(about));
      cells.push(...cellsOf(rows.filter(({ hour }) => hour >= day.from)));
    } catch (error) {
      log({ event: "network.refused", orchestrator, error: String(error) });
    }
  }
  const network: Network = {
    schema: "livepeer.sla.network/1",
    to,
    policy: { id: DEFAULT_POLICY.id, digest },
    provisional_below: DEFAULT_POLICY.provisional_below,
    nodes,
  };
  await archive.put(NETWORK_KEY, canonicalBytes(network));
  await archive.put(EXPLORER_KEY, canonicalBytes(explorerDocument(cells, day)));
  await archive.put(NETWORK_OF_KEY, madeFrom);
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

const ago = (to: Hour, hours: number): Hour => hourOf(Math.max(0, hourStart(to) - hours * HOUR_MS));

const isSame = (a: Uint8Array | null, b: Uint8Array): boolean =>
  a !== null && a.length === b.length && a.every((byte, i) => byte === b[i]);
