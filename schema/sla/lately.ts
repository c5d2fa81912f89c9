import type { Sli } from "../wire/policy.ts";
import type { Hour } from "../wire/quantity.ts";
import type { Sums, Witness } from "../wire/rollup.ts";
import { type Evidence, inView, rowsSince } from "./evidence.ts";
import { HOUR_MS, hourOf, hourStart } from "./hour.ts";
import { onlySlots, withoutAgent } from "./of-agent.ts";
import type { Lately } from "./score.ts";
import { sliSums } from "./sli-hours.ts";
import type { Events } from "./slo.ts";
import { type Bad, badIn, badOf, joined, NO_BAD } from "./span.ts";
import { addSums } from "./sums.ts";

/** What burn rates and the hours below a target are made from. */
export function latelyOf(evidence: Evidence, witness: Witness): Lately {
  const { workflow, from, to, spans = [], purpose = "live" } = evidence;
  const burn = (hours: number): Sums => {
    const rows = rowsSince(evidence, hourOf(Math.max(0, hourStart(to) - hours * HOUR_MS)));
    const jobs = sliSums(inView(rows, workflow, witness));
    const slots = sliSums(rows.filter((row) => row.witness === "any"));
    return addSums({ ...jobs, counts: withoutAgent(jobs).counts }, onlySlots(slots));
  };
  const inPeriod = spans.filter((span) => span.from >= from && span.to <= to);
  const ofHours = badOf(rowsSince({ ...evidence, spans: [] }, from));
  const ofSpans = inPeriod.map((span) => (purpose === "live" ? span.bad : onlyOfAgent(span.bad)));
  const bad = joined([ofHours, ...ofSpans].map((of) => badIn(of, workflow, witness)));
  const hours: Partial<Record<Sli, ReadonlyMap<Hour, Events>>> = {};
  for (const [sli, list] of Object.entries(bad))
    hours[sli as Sli] = new Map(list.map(([hour, good, valid]) => [hour, { good, valid }]));
  return { burn: { "1h": burn(1), "24h": burn(24) }, hours };
}

const onlyOfAgent = ({ agent }: Bad): Bad => ({ ...NO_BAD, agent });
