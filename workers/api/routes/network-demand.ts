import { HOUR_MS, hourOf, hourStart } from "../../../schema/sla/hour.ts";
import { Demand, DemandQuery } from "../../../schema/wire/api/demand.ts";
import { fresh } from "../answer.ts";
import { demandRows } from "../demand-rows.ts";
import { emptyRange } from "../empty-range.ts";
import { INTERVALS } from "../interval.ts";
import { nothing } from "../nothing.ts";
import { defaultEnd } from "../period.ts";
import { route } from "../route.ts";
import { workflowParts } from "../workflow-parts.ts";

const DEMAND_SECONDS = 30;

const ROW = ["pipeline", "model", "gateway"] as const;

const demand = route({
  path: "/v1/network/demand",
  summary: "Requests, missing capacity, inference minutes and fees, by workflow and gateway.",
  parameters: { path: nothing, query: DemandQuery },
  answers: Demand,
  async handle({ store, query: { interval, workflow, gateway, region, ...asked } }) {
    const answer = { schema: "livepeer.sla.demand/1", interval } as const;
    const to = asked.to ?? (await defaultEnd(store));
    if (to === null) return fresh({ ...answer, from: null, to: null, demand: [] }, DEMAND_SECONDS);
    const ago = INTERVALS[interval].defaultHours * HOUR_MS;
    const from = asked.from ?? hourOf(Math.max(0, hourStart(to) - ago));
    if (from >= to) return emptyRange(from, to);
    const groups = await store.liveSums(
      { from, to, gateway, region, witness: "any", ...workflowParts(workflow) },
      [interval === "hour" ? "hour" : "day", ...ROW],
    );
    return fresh(
      { ...answer, from, to, demand: demandRows(groups, { interval, from, to, region }) },
      DEMAND_SECONDS,
    );
  },
});

/** What gateways asked of the network. */
export const networkDemand = [demand];
