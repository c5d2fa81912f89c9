import { HOUR_MS, hourOf, hourStart } from "../../../schema/sla/hour.ts";
import { Demand, type DemandPart, DemandQuery } from "../../../schema/wire/api/demand.ts";
import type { Grouping } from "../../store/stored-sums.ts";
import { fresh } from "../answer.ts";
import { demandRows } from "../demand-rows.ts";
import { emptyRange, longRange } from "../empty-range.ts";
import { INTERVALS } from "../interval.ts";
import { MOST_ROWS, tooWide } from "../narrow.ts";
import { nothing } from "../nothing.ts";
import { defaultEnd } from "../period.ts";
import { route } from "../route.ts";
import { workflowParts } from "../workflow-parts.ts";

const DEMAND_SECONDS = 30;

const demand = route({
  path: "/v1/network/demand",
  summary:
    "Requests, missing capacity, inference minutes, capacity and fees by interval, told apart by what was asked.",
  parameters: { path: nothing, query: DemandQuery },
  answers: Demand,
  async handle({ store, query: { interval, group_by, from: first, to: end, ...asked } }) {
    const { witness, purpose, ...filter } = asked;
    const of = { witness, purpose };
    const answer = { schema: "livepeer.sla.demand/1", interval, group_by, ...of } as const;
    const to = end ?? (await defaultEnd(store));
    if (to === null) return fresh({ ...answer, from: null, to: null, demand: [] }, DEMAND_SECONDS);
    const hours = INTERVALS[interval];
    const from = first ?? hourOf(Math.max(0, hourStart(to) - hours.defaultHours * HOUR_MS));
    if (from >= to) return emptyRange(from, to);
    const longest = hourOf(Math.max(0, hourStart(to) - hours.mostHours * HOUR_MS));
    if (from < longest) return longRange(from, longest);
    const { workflow, ...rest } = filter;
    const sums = interval === "hour" ? store.storedSums : store.storedDaySums;
    const groups = await sums({ from, to, ...of, ...rest, ...workflowParts(workflow) }, [
      interval === "hour" ? "hour" : "day",
      ...group_by.flatMap(columnsOf),
    ]);
    const rows = demandRows(groups, { interval, from, to, groupBy: group_by, ...of, filter });
    if (rows.length > MOST_ROWS) return tooWide("group_by", group_by.join(","));
    return fresh({ ...answer, from, to, demand: rows }, DEMAND_SECONDS);
  },
});

const columnsOf = (part: DemandPart): Grouping =>
  part === "workflow" ? ["pipeline", "model"] : [part];

/** What gateways asked of the network. */
export const networkDemand = [demand];
