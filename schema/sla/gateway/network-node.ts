import { sha256 } from "../../wire/canonical.ts";
import type { Address } from "../../wire/identifier.ts";
import type { Job } from "../../wire/job.ts";
import type { NetworkNode, NodeWorkflow, ServicePoint } from "../../wire/network.ts";
import type { Policy } from "../../wire/policy.ts";
import type { Hour } from "../../wire/quantity.ts";
import type { Rollup } from "../../wire/rollup.ts";
import type { TrustLevel } from "../../wire/target.ts";
import { HOUR_MS, hourOf, hourStart } from "../hour.ts";
import { workflowName } from "../workflow-name.ts";
import { standingsOf } from "./standings.ts";

/** How many of the last decided jobs must have failed for a node to leave at once. */
export const LAST_JOBS = 3;

type Evidence = Readonly<{
  orchestrator: Address;
  /** The end of the periods. */
  to: Hour;
  /** Its live rows of the hours that standings need. */
  rows: readonly Rollup[];
  /** Jobs of the newest hours, newest hour first. */
  jobs: readonly Job[];
  points: readonly ServicePoint[];
  trust: TrustLevel | null;
  policy: Policy;
}>;

/** All that is known of one orchestrator for choosing among them. */
export async function networkNode(evidence: Evidence): Promise<NetworkNode> {
  const { orchestrator, to, rows, points, trust } = evidence;
  const served = rows.map(({ pipeline, model }) => workflowName(pipeline, model));
  const regions = [...points, ...rows].map(({ region }) => region);
  return {
    orchestrator,
    turn: await turnOf(orchestrator, to),
    trust,
    points: mergedPoints(points),
    gpus: distinct(rows.map(({ gpu }) => gpu)),
    regions: distinct(regions),
    workflows: [null, ...distinct(served)].map((workflow) => nodeWorkflow(evidence, workflow)),
  };
}

function nodeWorkflow(
  { orchestrator, to, rows, jobs, policy }: Evidence,
  workflow: string | null,
): NodeWorkflow {
  const isAsked = (of: Pick<Job, "pipeline" | "model">) =>
    workflow === null || workflowName(of.pipeline, of.model) === workflow;
  const own = jobs.filter((job) => job.orchestrator === orchestrator && isAsked(job));
  const dayAgo = hourOf(Math.max(0, hourStart(to) - 24 * HOUR_MS));
  const ofDay = rows.filter((row) => row.witness === "any" && row.hour >= dayAgo && isAsked(row));
  const slotMs = (name: "busy_slot_ms" | "idle_slot_ms") =>
    ofDay.reduce((sum, { sums }) => sum + (sums.counts[name] ?? 0), 0);
  return {
    workflow,
    last: lastOutcomes(own),
    standings: standingsOf(rows, workflow, to, policy.provisional_below),
    capacity: { busy_slot_ms: slotMs("busy_slot_ms"), idle_slot_ms: slotMs("idle_slot_ms") },
  };
}

/** The outcomes of the last decided live jobs, by when they ended, newest first. */
export function lastOutcomes(jobs: readonly Job[]): NodeWorkflow["last"] {
  const endOf = (job: Job) => job.ended_at ?? job.started_at;
  return jobs
    .filter(
      ({ purpose, outcome }) =>
        purpose === "live" && (outcome === "success" || outcome === "failed"),
    )
    .toSorted((a, b) => Date.parse(endOf(b)) - Date.parse(endOf(a)) || (a.id < b.id ? -1 : 1))
    .slice(0, LAST_JOBS)
    .map(({ outcome }) => (outcome === "success" ? "success" : "failed"));
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

const distinct = <T extends string>(values: readonly (T | null)[]): T[] =>
  [...new Set(values)].filter((value): value is T => value !== null).toSorted();
