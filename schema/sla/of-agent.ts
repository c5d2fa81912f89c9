import type { Counter, Sums } from "../wire/rollup.ts";
import { countsOf, EMPTY_SUMS } from "./sums.ts";

/** Counters of the agent itself: they have no workflow, stand in the rows of `any`, and hold for both views. */
const OF_AGENT = ["windows", "minutes", "slots_up", "slots_down", "slots_no_probe"] as const;

/** What the agent itself counted. */
export const onlyAgent = (sums: Sums): Sums => only(sums, OF_AGENT);

/** How its probes ended, as availability counts them. */
export const onlySlots = (sums: Sums): Sums => only(sums, ["slots_up", "slots_down"]);

const NONE_OF_AGENT = Object.fromEntries(OF_AGENT.map((counter) => [counter, 0]));

/** All but what the agent itself counted. */
export const withoutAgent = (sums: Sums): Sums => ({
  ...sums,
  counts: countsOf({ ...sums.counts, ...NONE_OF_AGENT }),
});

const only = ({ counts }: Sums, counters: readonly Counter[]): Sums => ({
  ...EMPTY_SUMS,
  counts: countsOf(Object.fromEntries(counters.map((counter) => [counter, counts[counter] ?? 0]))),
});
