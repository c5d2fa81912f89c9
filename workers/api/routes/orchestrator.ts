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
import { nothing } from "../nothing.ts";
import { rowOf } from "../orchestrator-row.ts";
import { defaultEnd } from "../period.ts";
import { route } from "../route.ts";
import { packOf } from "../score-packs.ts";
import { scoresIn } from "../scores.ts";
import { workflowParts } from "../workflow-parts.ts";
import { capacityRate } from "./capabilities.ts";

const SECONDS = 30;

const one = route({
  path: "/v1/orchestrators/{address}",
  summary: "One orchestrator: where it answers, what it serves, and its scores over every period.",
  parameters: { path: OrchestratorPath, query: nothing },
  answers: Orchestrator,
  async handle({ store, path: { address } }) {
    if (!(await isKnown(store, address))) return unknownOrchestrator("address", address);
    const [network, pack] = await Promise.all([store.network(), packOf(store, address)]);
    if (network === null || pack === null) await unlessGone(store, "network or the scores");
    const node = network?.nodes.find(({ orchestrator }) => orchestrator === address);
    const score = (period: "1h" | "24h" | "7d" | "30d") => {
      const own = pack === null ? [] : scoresIn(pack, period, address);
      const found = own.find(({ workflow }) => workflow === null);
      return found === undefined ? null : rowOf(found);
    };
    return fresh(
      {
        schema: "livepeer.sla.orchestrator/1" as const,
        orchestrator: address,
        trust: node?.trust ?? null,
        agent_version: node?.agent_version ?? null,
        points: node?.points ?? [],
        regions: node?.regions ?? [],
        gpus: node?.gpus ?? [],
        workflows: (node?.workflows ?? []).flatMap(({ workflow, last, capacity }) =>
          workflow === null
            ? []
            : [{ workflow, last_outcomes: last, capacity_rate: capacityRate(capacity) }],
        ),
        cohorts: cohortPlaces(network)(address),
        scores: { "1h": score("1h"), "24h": score("24h"), "7d": score("7d"), "30d": score("30d") },
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
    const sums = interval === "hour" ? store.liveSums : store.liveDaySums;
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
