import type { Rule } from "../../wire/api/gateway.ts";
import type {
  GatewayPeriod,
  GatewayWitness,
  Network,
  NetworkNode,
  NodeWorkflow,
  ServicePoint,
} from "../../wire/network.ts";
import { holds } from "./low-records.ts";
import { LAST_JOBS } from "./last-jobs.ts";

/** What a gateway asks its list by. */
export type Asked = Readonly<{
  /** Workflows of which one is enough; none given asks for none. */
  caps: readonly string[];
  period: GatewayPeriod;
  witness: GatewayWitness;
  /** The least `score_low`; undefined bounds nothing. */
  minSla: number | undefined;
  limit: number;
  region: string | undefined;
  gpu: string | undefined;
}>;

/** What became of one place. `low` is its `score_low` in the view and period asked for. */
export type Verdict = Readonly<{
  node: NetworkNode;
  point: ServicePoint;
  workflow: NodeWorkflow;
  decided: number;
  low: number | null;
  rule: Rule;
}>;

export const isIn = ({ rule }: Verdict): boolean => rule === "member" || rule === "explored";

/** One place in eight, and one at least, is for newcomers. */
const explorationPlaces = (limit: number): number => Math.max(1, Math.floor(limit / 8));

/**
 * Every place of the network and whether it is in the list that a gateway asks for, best first. Members are those that hold
 * the threshold, by `score_low`; newcomers that are up, with the fewest decided jobs, get the places of exploration.
 */
export function verdicts(network: Network, asked: Asked): Verdict[] {
  const places = network.nodes.flatMap((node) => placesOf(node, asked)).toSorted(byLow);
  const refused = new Map<Verdict, Rule>();
  const uris = new Set<string>();
  for (const place of places) {
    const rule = refusalOf(place, asked, uris);
    if (rule !== null) refused.set(place, rule);
    else uris.add(String(place.point.uri));
  }
  const open = places.filter((place) => !refused.has(place));
  const holding = open.filter(({ workflow }) => {
    if (asked.caps.length > 0 && workflow.workflow === null) return false;
    const records = workflow.standings[asked.period][asked.witness].low;
    return asked.minSla === undefined || holds(records, asked.minSla);
  });
  const isNewcomer = ({ decided, point }: Verdict) =>
    point.state === "up" && decided < network.provisional_below;
  const certain = new Set(holding.slice(0, asked.limit - explorationPlaces(asked.limit)));
  const newcomers = open
    .filter((place) => isNewcomer(place) && !certain.has(place))
    .toSorted((a, b) => a.decided - b.decided || (a.node.turn < b.node.turn ? -1 : 1));
  const explored = new Set(
    newcomers.slice(0, Math.min(asked.limit, explorationPlaces(asked.limit))),
  );
  const rest = holding.filter((place) => !explored.has(place));
  const members = new Set(rest.slice(0, asked.limit - explored.size));
  const isHolding = new Set(holding);
  const ruleOf = (place: Verdict): Rule => {
    if (members.has(place)) return "member";
    if (explored.has(place)) return "explored";
    if (isHolding.has(place)) return "beyond_limit";
    return place.low === null ? "unknown_score" : "below_min";
  };
  return places.map((place) => ({ ...place, rule: refused.get(place) ?? ruleOf(place) }));
}

/** The places of a node, by the workflow of those asked for in which it stands best. */
function placesOf(node: NetworkNode, { caps, period, witness }: Asked): Verdict[] {
  const asked = node.workflows.filter(({ workflow }) =>
    caps.length === 0 ? workflow === null : workflow !== null && caps.includes(workflow),
  );
  const standing = (of: NodeWorkflow) => of.standings[period][witness];
  const [best] = asked.toSorted((a, b) => (standing(b).low[0] ?? -1) - (standing(a).low[0] ?? -1));
  const workflow = best ?? node.workflows[0];
  if (workflow === undefined) return [];
  const serves = best !== undefined || node.workflows.length === 1;
  const { decided, low } = standing(workflow);
  const points = node.points.length > 0 ? node.points : [NO_POINT];
  return points.map((point) => ({
    node,
    point,
    workflow,
    decided,
    low: low[0] ?? null,
    rule: serves ? "member" : "other_workflow",
  }));
}

const NO_POINT: ServicePoint = { uri: null, region: null, state: "unknown" };

/** Why a place is out whatever its score; null where nothing speaks against it. */
function refusalOf(
  { node, point, workflow, rule }: Verdict,
  { region, gpu }: Asked,
  taken: ReadonlySet<string>,
): Rule | null {
  if (point.uri === null) return "no_service_uri";
  if (rule === "other_workflow") return rule;
  if (region !== undefined && point.region !== region) return "other_region";
  if (gpu !== undefined && !node.gpus.includes(gpu)) return "other_gpu";
  if (point.state === "down") return "down";
  const isFailing =
    workflow.last.length === LAST_JOBS && workflow.last.every((outcome) => outcome === "failed");
  if (isFailing) return "failing";
  return taken.has(point.uri) ? "same_uri" : null;
}

/** Best known `score_low` first, then by address and URI, so that the same facts are the same bytes. */
function byLow(a: Verdict, b: Verdict): number {
  const key = ({ node, point }: Verdict) => `${node.orchestrator} ${point.uri ?? ""}`;
  return (b.low ?? -1) - (a.low ?? -1) || (key(a) < key(b) ? -1 : 1);
}
