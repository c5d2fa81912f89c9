import { HOUR_MS, hourOf, hourStart } from "../../schema/sla/hour.ts";
import { ratioOf, scaled } from "../../schema/sla/quotient.ts";
import { EMPTY_SUMS } from "../../schema/sla/sums.ts";
import type { HistoryPoint } from "../../schema/wire/api/orchestrator.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { Reason } from "../../schema/wire/reason.ts";
import type { Sums, Witness } from "../../schema/wire/rollup.ts";
import type { Group } from "../store/stored-sums.ts";
import { INTERVALS } from "./interval.ts";

/** Sums by interval and witness: of the jobs asked for, and of the agent, whose counters have no workflow. */
type History = Readonly<{
  interval: "hour" | "day";
  from: Hour;
  to: Hour;
  jobs: readonly Group[];
  agent: readonly Group[];
}>;

/** One point per interval that has any evidence, oldest first. */
export function historyPoints({ interval, from, to, jobs, agent }: History): HistoryPoint[] {
  const starts = [...jobs, ...agent].map(({ key }) => key.hour ?? from);
  return [...new Set(starts)].toSorted().map((start) => {
    const sums = (groups: readonly Group[], witness: Witness): Sums =>
      groups.find(({ key }) => (key.hour ?? from) === start && key.witness === witness)?.sums ??
      EMPTY_SUMS;
    const { counts } = sums(agent, "any");
    const up = counts.slots_up ?? 0;
    const end = hourOf(hourStart(start) + INTERVALS[interval].hours * HOUR_MS);
    const point = {
      from: start < from ? from : start,
      to: end > to ? to : end,
      views: { any: viewOf(sums(jobs, "any")), corroborated: viewOf(sums(jobs, "corroborated")) },
      inference_minutes: scaled(sums(jobs, "any").counts.active_ms ?? 0, 1, 60) / 1000,
      availability: ratioOf(up, up + (counts.slots_down ?? 0)),
      completeness: ratioOf(counts.windows ?? 0, counts.minutes ?? 0),
    };
    return { ...point, nulls: nullsOf(point) };
  });
}

function nullsOf({ views, availability, completeness }: HistoryPoint): Record<string, Reason> {
  return {
    ...(views.any.score === null && { "views.any.score": "no_decided_job" }),
    ...(views.corroborated.score === null && { "views.corroborated.score": "no_decided_job" }),
    ...(availability.ppm === null && { availability: "no_probe" }),
    ...(completeness.ppm === null && { completeness: "no_registered_agent" }),
  };
}

function viewOf({ counts }: Sums): HistoryPoint["views"]["any"] {
  const { success = 0, failed = 0, excused = 0, credit_ppm = 0 } = counts;
  const n = success + failed;
  const score = n === 0 ? null : scaled(credit_ppm, 1, 100 * n) / 100;
  return { score, credit_ppm, n, success, failed, excused };
}
