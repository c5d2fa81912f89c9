import { sha256 } from "../../wire/canonical.ts";
import type { Address } from "../../wire/identifier.ts";
import type { NetworkNode, NodeWorkflow, ServicePoint } from "../../wire/network.ts";
import type { Hour } from "../../wire/quantity.ts";
import type { TrustLevel } from "../../wire/target.ts";
import { type LastJobs, lastOutcomes } from "./last-jobs.ts";
import { distinct, type NodeSums } from "./node-sums.ts";
import { HOURS_NEEDED, STANDING_COUNTS, type StandingCount } from "./standing-sums.ts";
import { standingsOf } from "./standings.ts";

/** What an orchestrator's sums alone say of it. */
export type SeenNode = Pick<NetworkNode, "orchestrator" | "gpus" | "regions"> &
  Readonly<{ workflows: Omit<NodeWorkflow, "last">[] }>;

/** What else is known of an orchestrator. */
type Facts = Readonly<{
  /** The end of the periods. */
  to: Hour;
  /** Last jobs of each of the newest hours. */
  jobs: readonly LastJobs[];
  points: readonly ServicePoint[];
  trust: TrustLevel | null;
  /** Null where none of its agents told. */
  agentVersion: string | null;
}>;

/** An orchestrator as its sums show it: in all workflows, and in each. */
export function seenNode(
  orchestrator: Address,
  sums: NodeSums,
  provisionalBelow: number,
): SeenNode {
  const served = distinct(sums.standing.map(({ workflow }) => workflow));
  return {
    orchestrator,
    gpus: distinct(sums.gpus),
    regions: distinct(sums.regions),
    workflows: [null, ...served].map((workflow) => ({
      workflow,
      standings: standingsOf(sums.standing, workflow, provisionalBelow),
      capacity: {
        busy_slot_ms: lastDay(sums, workflow, "busy_slot_ms"),
        idle_slot_ms: lastDay(sums, workflow, "idle_slot_ms"),
      },
    })),
  };
}

/** All that is known of one orchestrator for choosing among them. */
export async function networkNode(seen: SeenNode, facts: Facts): Promise<NetworkNode> {
  const { orchestrator } = seen;
  return {
    orchestrator,
    turn: await turnOf(orchestrator, facts.to),
    trust: facts.trust,
    agent_version: facts.agentVersion,
    points: mergedPoints(facts.points),
    gpus: seen.gpus,
    regions: distinct([...facts.points.map(({ region }) => region), ...seen.regions]),
    workflows: seen.workflows.map((own) => ({
      ...own,
      last: lastOutcomes(facts.jobs, orchestrator, own.workflow),
    })),
  };
}

const LAST_DAY = HOURS_NEEDED - 24;

function lastDay({ standing }: NodeSums, workflow: string | null, name: StandingCount): number {
  const at = 1 + STANDING_COUNTS.indexOf(name);
  return standing
    .filter((of) => of.witness === "any" && (workflow === null || of.workflow === workflow))
    .flatMap(({ hours }) => hours)
    .reduce((sum, counts) => sum + (counts[0] >= LAST_DAY ? (counts[at] ?? 0) : 0), 0);
}

/** One place for each URI: of several agents there, one that is up is enough. */
function mergedPoints(points: readonly ServicePoint[]): ServicePoint[] {
  const order = ["up", "unknown", "down"];
  const byUri = new Map<string, ServicePoint>();
  const sorted = points.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  for (const point of sorted) {
    const key = point.uri ?? "";
    if (!byUri.has(key)) byUri.set(key, point);
  }
  return [...byUri.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, point]) => point);
}

async function turnOf(orchestrator: Address, hour: Hour): Promise<string> {
  const said = new TextEncoder().encode(`${hour} ${orchestrator}`) as Uint8Array<ArrayBuffer>;
  return (await sha256(said)).slice(0, 16);
}
