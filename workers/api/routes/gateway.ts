import { HYSTERESIS } from "../../../schema/sla/gateway/low-records.ts";
import {
  type Asked,
  isIn,
  type Verdict,
  verdicts,
} from "../../../schema/sla/gateway/membership.ts";
import {
  GatewayExplanation,
  GatewayList,
  GatewayQuery,
  type GatewayRow,
  PerfStats,
  PerfStatsQuery,
  type Rule,
} from "../../../schema/wire/api/gateway.ts";
import type { Network } from "../../../schema/wire/network.ts";
import { fresh, notYet, type Answer } from "../answer.ts";
import { placeNulls } from "../explanation-nulls.ts";
import { nothing } from "../nothing.ts";
import { route, type Route } from "../route.ts";

/** A gateway asks once a minute. */
const LIST_SECONDS = 30;

const list = (path: Route["path"], isDropIn?: true) =>
  route({
    path,
    summary:
      "Orchestrators for a gateway, as go-livepeer's `-orchWebhookUrl` reads them: a bare list that keeps its bytes while nothing changes.",
    parameters: { path: nothing, query: GatewayQuery },
    answers: GatewayList,
    ...(isDropIn && { isDropIn }),
    async handle({ store, query }) {
      const network = await store.network();
      if (network === null) return notYet();
      const listed = verdicts(network, askedOf(query)).filter(isIn);
      return fresh(listed.map(rowOf).toSorted(byScore), LIST_SECONDS, provenanceOf(network));
    },
  });

const explain = route({
  path: "/v1/gateway/explain",
  summary: "Every orchestrator, in or out of the same list, and by which rule.",
  parameters: { path: nothing, query: GatewayQuery },
  answers: GatewayExplanation,
  async handle({ store, query }) {
    const network = await store.network();
    if (network === null) return notYet();
    return fresh(explanation(network, askedOf(query)), LIST_SECONDS);
  },
});

const perfStats = route({
  path: "/v1/gateway/perf-stats",
  summary:
    "`score_low` from 0 to 1 by recipient and region, as go-livepeer's `-orchPerfStatsUrl` reads it.",
  parameters: { path: nothing, query: PerfStatsQuery },
  answers: PerfStats,
  async handle({ store, query }): Promise<Answer<PerfStats>> {
    const network = await store.network();
    if (network === null) return notYet();
    const asked = askedOf({ ...query, limit: Number.MAX_SAFE_INTEGER });
    const stats: PerfStats = {};
    for (const { node, low } of verdicts(network, asked)) {
      if (low === null) continue;
      const score = { score: Math.floor(low) / 100 };
      const regions = ["GLOBAL", ...node.regions.map((region) => region.toUpperCase())];
      stats[node.orchestrator] = Object.fromEntries(regions.map((region) => [region, score]));
    }
    return fresh(stats, LIST_SECONDS, provenanceOf(network));
  },
});

const askedOf = (
  query: Pick<GatewayQuery, "caps" | "limit" | "period" | "witness"> & Partial<GatewayQuery>,
): Asked => ({
  caps: query.caps ?? [],
  period: query.period,
  witness: query.witness,
  minSla: query.min_sla,
  limit: query.limit,
  region: query.region,
  gpu: query.gpu,
});

const rowOf = ({ node, point, low }: Verdict): GatewayRow => ({
  address: String(point.uri),
  score: 1,
  capabilities: node.workflows.flatMap(({ workflow }) => workflow ?? []),
  eth_address: node.orchestrator,
  sla_score: low === null ? null : Math.floor(low),
});

const byScore = (a: GatewayRow, b: GatewayRow): number =>
  (b.sla_score ?? -1) - (a.sla_score ?? -1) || (a.address < b.address ? -1 : 1);

const MEANINGS: Record<Rule, string> = {
  member: "In: it meets what was asked.",
  explored:
    "In: a newcomer that is up, with the fewest decided jobs; one place in eight is for them.",
  no_service_uri: "Out: the registry has no service URI of it, so no gateway could dial it.",
  same_uri: "Out: another entry has the same service URI, and a list names it once.",
  other_workflow: "Out: in the last 7 days it served other workflows.",
  other_region: "Out: it is registered in another region.",
  other_gpu: "Out: no such GPU served for it in the last 7 days.",
  down: "Out: its agent did not answer in the last two slots, while others did.",
  failing: "Out: its last 3 decided jobs failed.",
  unknown_score: "Out: its score is not known in this view, and it is no newcomer that was chosen.",
  below_min: "Out: its score_low did not reach min_sla, or fell below min_sla − 2 since.",
  beyond_limit: "Out: it meets what was asked, but the limit is reached by better ones.",
};

const explanation = (network: Network, asked: Asked): GatewayExplanation => ({
  schema: "livepeer.sla.gateway-explanation/1",
  to: network.to,
  period: asked.period,
  witness: asked.witness,
  min_sla: asked.minSla ?? null,
  leaves_below: asked.minSla === undefined ? null : Math.max(0, asked.minSla - HYSTERESIS),
  limit: asked.limit,
  rules: MEANINGS,
  nodes: verdicts(network, asked).map((verdict) => placeOf(verdict, asked)),
});

function placeOf(verdict: Verdict, { witness }: Asked): GatewayExplanation["nodes"][number] {
  const place = {
    orchestrator: verdict.node.orchestrator,
    address: verdict.point.uri,
    region: verdict.point.region,
    state: verdict.point.state,
    listed: isIn(verdict),
    rule: verdict.rule,
    workflow: verdict.workflow.workflow,
    decided: verdict.decided,
    score_low: verdict.low,
    last_outcomes: verdict.workflow.last,
  };
  return { ...place, nulls: placeNulls(place, witness) };
}

const provenanceOf = ({ to, policy }: Network) => ({
  "X-Sla-To": String(to),
  "X-Sla-Policy": `${policy.id} ${policy.digest}`,
});

/** What gateways choose by. `/discover-orchestrators` is where clients of a remote signer ask for the same list. */
export const gateway = [
  list("/v1/gateway/orchestrators"),
  explain,
  perfStats,
  list("/discover-orchestrators", true),
];
