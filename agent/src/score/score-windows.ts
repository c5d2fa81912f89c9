import { complianceOf } from "../../../schema/sla/compliance.ts";
import { HOUR_MS, hourOf, hourStart, nextHour } from "../../../schema/sla/hour.ts";
import { DEFAULT_POLICY, policyDigest } from "../../../schema/sla/policy.ts";
import type { Publication } from "../../../schema/sla/publish/publish-hour.ts";
import { PERIODS, Period, type Compliance } from "../../../schema/wire/compliance.ts";
import type { Hour } from "../../../schema/wire/quantity.ts";
import { publishPulled } from "./publish-pulled.ts";
import type { Pulled } from "./pull-windows.ts";

/** Over what is scored: hours, or a period that ends with the newest hour with a decided job. */
export type Span = Period | Readonly<{ from: Hour; to: Hour }>;

/** A score as a collector would publish it. `period` is null where hours were asked for that are as long as none. */
export type PulledScore = Omit<Compliance, "period"> & Readonly<{ period: Period | null }>;

/**
 * The score of every orchestrator that the windows speak of: what the network's scraper would publish, had it registered
 * each agent at its first window and asked it in every minute until its last. Whether probes were answered is not known here.
 */
export async function scoreWindows(
  agents: readonly Pulled[],
  span: Span,
  workflow: string | null,
): Promise<PulledScore[]> {
  const starts = agents.flatMap(({ windows }) => windows.map(({ window }) => window.start));
  const hours = [...new Set(starts.map(hourOf))].toSorted();
  const published = new Map<Hour, Publication>();
  for (const hour of hours) published.set(hour, await publishPulled(agents, hour));
  const all = [...published.values()];
  const newest = all.findLast((each) => each.hour.jobs > 0) ?? all.at(-1);
  const [first, last] = [hours.at(0), hours.at(-1)];
  if (newest === undefined || first === undefined || last === undefined) return [];
  const { from, to } = typeof span === "string" ? before(nextHour(newest.hour.hour), span) : span;
  const period = Period.options.find((each) => before(to, each).from === from) ?? null;
  const dayBefore = hourOf(Math.max(0, hourStart(to) - 24 * HOUR_MS));
  const needed = from < dayBefore ? from : dayBefore;
  const counted: Publication[] = [];
  // An hour without a window is one in which agents were away.
  for (let hour = first > needed ? first : needed; hour < to && hour <= last; hour = nextHour(hour))
    counted.push(published.get(hour) ?? (await publishPulled(agents, hour)));
  const inPeriod = counted.filter((each) => each.hour.hour >= from);
  const rollups = counted
    .flatMap((each) => each.rollups)
    .filter(({ purpose }) => purpose === "live");
  const ofPeriod = rollups.filter(({ hour }) => hour >= from);
  const orchestrators = [
    ...new Set(ofPeriod.flatMap(({ orchestrator }) => orchestrator ?? [])),
  ].toSorted();
  const digest = await policyDigest(DEFAULT_POLICY);
  return orchestrators.map((orchestrator) => {
    const compliance = complianceOf({
      orchestrator,
      workflow,
      period: period ?? "24h",
      from,
      to,
      rollups: rollups.filter((row) => row.orchestrator === orchestrator),
      hours: inPeriod.map((each) => each.hour),
      policy: DEFAULT_POLICY,
      policyDigest: digest,
      // Nobody registered these agents: a claim, where one of them makes it.
      trust: agents.some(({ target }) => target.orchestrator === orchestrator) ? 0 : null,
    });
    return { ...compliance, period };
  });
}

const before = (to: Hour, period: Period) => ({
  from: hourOf(Math.max(0, hourStart(to) - PERIODS[period] * HOUR_MS)),
  to,
});
