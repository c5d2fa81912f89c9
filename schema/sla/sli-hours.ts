import { SLIS, type Sli } from "../wire/policy.ts";
import type { Hour } from "../wire/quantity.ts";
import type { Counter, Rollup, Sums } from "../wire/rollup.ts";
import type { Events } from "./slo.ts";

/** Counters of an SLI's events. Availability is counted in slots: they are the orchestrator's, and the same in both views. */
const goodOf = (sli: Sli): Counter => (sli === "availability" ? "slots_up" : `sli.${sli}.good`);

/** An SLI's events in some counts. */
export function eventsOf({ counts }: Pick<Sums, "counts">, sli: Sli): Events {
  const good = counts[goodOf(sli)] ?? 0;
  const valid =
    sli === "availability" ? good + (counts.slots_down ?? 0) : (counts[`sli.${sli}.valid`] ?? 0);
  return { good, valid };
}

const SLI_COUNTERS: readonly Counter[] = SLIS.flatMap((sli) =>
  sli === "availability"
    ? (["slots_up", "slots_down"] as const)
    : ([`sli.${sli}.good`, `sli.${sli}.valid`] as const),
);

/** What rows counted for SLIs, and nothing else of them. */
export function sliSums(rows: readonly Pick<Rollup, "sums">[]): Sums {
  const counts: Partial<Record<Counter, number>> = {};
  for (const { sums } of rows)
    for (const counter of SLI_COUNTERS) {
      const count = sums.counts[counter];
      if (count !== undefined) counts[counter] = (counts[counter] ?? 0) + count;
    }
  return { counts, amounts: {}, histograms: {} };
}

/** By SLI the hours with bad events, with how many events were good and how many there were. */
export type BadHours = Partial<Record<Sli, (readonly [hour: Hour, good: number, valid: number])[]>>;

/** The hours in which some events of an SLI were bad, oldest first: no other can be below any target. */
export function badHoursOf(rows: readonly Pick<Rollup, "hour" | "sums">[]): BadHours {
  const bad: BadHours = {};
  const byHour = [...Map.groupBy(rows, ({ hour }) => hour)].toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  );
  for (const [hour, own] of byHour) {
    const sums = sliSums(own);
    for (const sli of SLIS) {
      const { good, valid } = eventsOf(sums, sli);
      if (good < valid) (bad[sli] ??= []).push([hour, good, valid]);
    }
  }
  return bad;
}
