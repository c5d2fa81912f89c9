import { HOUR_MS, hourOf, hourStart } from "../../schema/sla/hour.ts";
import { addSums, EMPTY_SUMS } from "../../schema/sla/sums.ts";
import type { DemandRow } from "../../schema/wire/api/demand.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { Counter, Sums } from "../../schema/wire/rollup.ts";
import type { Group } from "../store/stored-sums.ts";
import { type Asked, isBy, isByPlace } from "./demand-asked.ts";
import { demandRow } from "./demand-row.ts";
import { bucketStart, INTERVALS } from "./interval.ts";

/** Demand by interval and by what it is grouped by, from groups of hours or days; oldest first. */
export function demandRows(groups: readonly Group[], asked: Asked): DemandRow[] {
  const intervals = new Map<string, Group & { key: { hour: Hour } }>();
  for (const { key, sums } of groups) {
    const hour = bucketStart(asked.interval, key.hour ?? asked.from);
    const { pipeline, model, gateway, orchestrator, region, gpu } = key;
    const name = JSON.stringify([hour, pipeline, model, gateway, orchestrator, region, gpu]);
    const known = intervals.get(name)?.sums ?? EMPTY_SUMS;
    intervals.set(name, { key: { ...key, hour }, sums: addSums(known, sums) });
  }
  const counted = countedBy(asked);
  return [...intervals]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .filter(([, { sums }]) => counted.some((name) => isIn(sums, name)))
    .map(([, { key, sums }]) => {
      const end = hourOf(hourStart(key.hour) + INTERVALS[asked.interval].hours * HOUR_MS);
      const from = key.hour < asked.from ? asked.from : key.hour;
      return demandRow({ key, sums, from, to: end > asked.to ? asked.to : end }, asked);
    });
}

const isIn = ({ counts }: Sums, name: Counter): boolean => (counts[name] ?? 0) > 0;

/** An agent's own windows and slots are rows too, and no demand. */
const countedBy = (asked: Asked): Counter[] => [
  ...(["active_ms", "tickets", "success", "failed", "excused"] as const),
  ...(isByPlace(asked) ? [] : (["requests", "missing_capacity"] as const)),
  ...(isBy(asked, "gpu") ? [] : (["busy_slot_ms", "idle_slot_ms"] as const)),
];
