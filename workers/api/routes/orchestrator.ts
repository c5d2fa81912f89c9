import { periodStart } from "../../../schema/sla/scores-pack.ts";
import { HOUR_MS, hourOf, hourStart } from "../../../schema/sla/hour.ts";
import {
  Orchestrator,
  OrchestratorPath,
  History,
  HistoryQuery,
} from "../../../schema/wire/api/orchestrator.ts";
import { fresh, nothingPublished } from "../answer.ts";
import { cohortPlaces } from "../cohort-places.ts";
import { emptyRange, longRange } from "../empty-range.ts";
import { unlessGone } from "../gone.ts";
import { historyPoints } from "../history-points.ts";
import { INTERVALS } from "../interval.ts";
import { isKnown, unknownOrchestrator } from "../known-orchestrator.ts";
import { listedOf } from "../listed-scores.ts";
import { nothing } from "../nothing.ts";
import { orchestratorNulls } from "../orchestrator-nulls.ts";
import { rowOf } from "../orchestrator-row.ts";
import { defaultEnd } from "../period.ts";
import { route } from "../route.ts";
import { workflowParts } from "../workflow-parts.ts";
import { capacityOf } from "./capabilities.ts";

const SECONDS = 30;

const one = route({
  path: "/v1/orchestrators/{address}",
  summary: "One orchestrator: where it answers, what it serves, and its scores over every period.",
  parameters: { path: OrchestratorPath, query: nothing },
  answers: Orchestrator,
  async handle({ store, path: { address } }) {
    if (!(await isKnown(store, address))) return unknownOrchestrator("address", address);
    const [network, cohorts, found] = await Promise.all([
      store.network(),
      store.cohorts(),
      listedOf(store, address),
    ]);
    if (network === null) await unlessGone(store, "network");
    const node = network?.nodes.find(({ orchestrator }) => orchestrator === address);
    const score = (period: "1h" | "24h" | "7d" | "30d") =>
      found && rowOf(found.listed, period, { from: periodStart(period, found.to), to: found.to });
    const scores = {
      "1h": score("1h"),
      "24h": score("24h"),
      "7d": score("7d"),
      "30d": score("30d"),
    };
    const { trust = null, agent_version = null, points = [] } = node ?? {};
    return fresh(
      {
        schema: "livepeer.sla.orchestrator/1" as const,
        orchestrator: address,
        trust,
        agent_version,
        points,
        regions: node?.regions ?? [],
        gpus: node?.gpus ?? [],
        workflows: (node?.workflows ?? []).flatMap(({ workflow, last, capacity }) =>
          workflow === null ? [] : [{ workflow, last_outcomes: last, ...capacityOf(capacity) }],
        ),
        cohorts: cohortPlaces(cohorts)(address),
        scores,
        nulls: orchestratorNulls({ trust, agent_version, points, scores }),
      },
      SECONDS,
    );
  },
});

const history = route({
  path: "/v1/orchestrators/{address}/history",
  summary: "An orchestrator's score, jobs and availability by hour or day.",
  parameters: { path: OrchestratorPath, query: HistoryQuery },
  answers: History,
  async handle({ store, path: { address }, query: { interval, workflow, ...asked } }) {
    const to = asked.to ?? (await defaultEnd(store));
    if (to === null) return nothingPublished();
    const ago = INTERVALS[interval].defaultHours * HOUR_MS;
    const from = asked.from ?? hourOf(Math.max(0, hourStart(to) - ago));
    if (from >= to) return emptyRange(from, to);
    const longest = hourOf(Math.max(0, hourStart(to) - INTERVALS[interval].mostHours * HOUR_MS));
    if (from < longest) return longRange(from, longest);
    if (!(await isKnown(store, address))) return unknownOrchestrator("address", address);
    const filter = { from, to, orchestrator: address };
    const by = [interval, "witness"] as const;
    const sums = interval === "hour" ? store.storedSums : store.storedDaySums;
    const [jobs, agent] = await Promise.all([
      sums({ ...filter, ...workflowParts(workflow) }, by),
      sums({ ...filter, witness: "any" }, by),
    ]);
    return fresh(
      {
        schema: "livepeer.sla.history/1" as const,
        orchestrator: address,
        workflow: workflow ?? null,
        interval,
        from,
        to,
        points: historyPoints({ interval, from, to, jobs, agent }),
      },
      SECONDS,
    );
  },
});

/** One orchestrator. */
export const orchestrator = [one, history];
