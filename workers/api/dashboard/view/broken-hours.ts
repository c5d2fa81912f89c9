import type { Score } from "../../../../schema/wire/compliance.ts";
import type { Sli } from "../../../../schema/wire/policy.ts";
import { labelOf, objective, percent } from "./format.ts";
import { ppmOf } from "./ratio.ts";
import { eventsOf } from "./slos.ts";
import { moment } from "./time.ts";

/** An hour that broke targets, and which. */
export type BrokenHour = Readonly<{
  hour: string;
  label: string;
  broken: readonly Readonly<{ sli: string; text: string }>[];
}>;

/** Hours that broke a target, newest first; of each objective the API names the newest. */
export function brokenHours({ slos }: Score): BrokenHour[] {
  const all = (Object.keys(slos) as Sli[]).flatMap((sli) =>
    slos[sli].hours_below.newest.map(({ hour, good, valid }) => ({
      hour: hour as string,
      sli: labelOf(sli),
      text: `${percent(ppmOf(good, valid) ?? 0)} % of ${eventsOf(sli, valid)}, below ${objective(slos[sli].target_ppm)}`,
    })),
  );
  return [...Map.groupBy(all, ({ hour }) => hour)]
    .toSorted(([a], [b]) => (a < b ? 1 : -1))
    .map(([hour, broken]) => ({ hour, label: `${moment(hour)} UTC`, broken }));
}
