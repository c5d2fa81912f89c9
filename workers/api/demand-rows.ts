import { HOUR_MS, hourOf, hourStart } from "../../schema/sla/hour.ts";
import { addSums, EMPTY_SUMS } from "../../schema/sla/sums.ts";
import { workflowName } from "../../schema/sla/workflow-name.ts";
import type { DemandRow } from "../../schema/wire/api/demand.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { Region } from "../../schema/wire/workflow.ts";
import type { Sums } from "../../schema/wire/rollup.ts";
import type { Group } from "../store/live-sums.ts";
import { bucketStart, INTERVALS, type Interval } from "./interval.ts";

/** What was asked. A region is a bound: rows are of all that are in it. */
type Asked = Readonly<{ interval: Interval; from: Hour; to: Hour; region: Region | undefined }>;

const ATTOWEI_PER_WEI = 10n ** 18n;

/** Demand by interval, workflow and gateway from groups of hours or days; oldest first. */
export function demandRows(groups: readonly Group[], asked: Asked): DemandRow[] {
  const intervals = new Map<string, Group>();
  for (const { key, sums } of groups) {
    const start = bucketStart(asked.interval, key.hour ?? asked.from);
    const name = JSON.stringify([start, key.pipeline, key.model, key.gateway]);
    const known = intervals.get(name)?.sums ?? EMPTY_SUMS;
    intervals.set(name, { key: { ...key, hour: start }, sums: addSums(known, sums) });
  }
  return [...intervals]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .filter(([, { sums }]) => wasDemand(sums))
    .map(([, group]) => rowOf(group, asked));
}

/** An agent's own windows and slots are rows too, and no demand. */
const wasDemand = ({ counts }: Sums): boolean =>
  (
    [
      "requests",
      "missing_capacity",
      "active_ms",
      "tickets",
      "success",
      "failed",
      "excused",
    ] as const
  ).some((name) => (counts[name] ?? 0) > 0);

function rowOf({ key, sums: { counts, amounts } }: Group, asked: Asked): DemandRow {
  const { hour = asked.from, pipeline = null, model = null, gateway = null } = key;
  const end = hourOf(hourStart(hour) + INTERVALS[asked.interval].hours * HOUR_MS);
  const toldBy = asked.region === undefined ? gateway : null;
  return {
    from: hour < asked.from ? asked.from : hour,
    to: end > asked.to ? asked.to : end,
    workflow: workflowName(pipeline, model),
    gateway,
    region: asked.region ?? null,
    requests: toldBy === null ? null : (counts.requests ?? 0),
    missing_capacity: toldBy === null ? null : (counts.missing_capacity ?? 0),
    inference_minutes: (counts.active_ms ?? 0) / 60_000,
    fees: {
      tickets: counts.tickets ?? 0,
      face_value_wei: amounts.face_value_wei ?? "0",
      expected_value_wei: String(BigInt(amounts.expected_value_attowei ?? "0") / ATTOWEI_PER_WEI),
    },
  };
}
