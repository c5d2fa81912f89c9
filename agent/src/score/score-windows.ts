import { complianceOf } from "../../../schema/sla/compliance.ts";
import { HOUR_MS, hourOf, hourStart, nextHour } from "../../../schema/sla/hour.ts";
import { DEFAULT_POLICY, policyDigest } from "../../../schema/sla/policy.ts";
import type { Publication } from "../../../schema/sla/publish/publish-hour.ts";
import { PERIODS, type Compliance, type Period } from "../../../schema/wire/compliance.ts";
import type { Hour } from "../../../schema/wire/quantity.ts";
import { publishPulled } from "./publish-pulled.ts";
import type { Pulled } from "./pull-windows.ts";

/**
 * The score of every orchestrator that the windows speak of, over the period that ends with the newest hour with a
 * decided job: what the network's scraper would publish, had it pulled the same. Availability is not known here.
 */
export async function scoreWindows(
  agents: readonly Pulled[],
  period: Period,
  workflow: string | null,
): Promise<Compliance[]> {
  const starts = agents.flatMap(({ windows }) => windows.map(({ window }) => window.start));
  const hours = [...new Set(starts.map(hourOf))].toSorted();
  const published = new Map<Hour, Publication>();
  for (const hour of hours) published.set(hour, await publishPulled(agents, hour));
  const all = [...published.values()];
  const newest = all.findLast((each) => each.hour.jobs > 0) ?? all.at(-1);
  const [first] = hours;
  if (newest === undefined || first === undefined) return [];
  const to = nextHour(newest.hour.hour);
  const from = hourOf(Math.max(0, hourStart(to) - PERIODS[period] * HOUR_MS));
  const dayBefore = hourOf(Math.max(0, hourStart(to) - 24 * HOUR_MS));
  const needed = from < dayBefore ? from : dayBefore;
  const counted: Publication[] = [];
  // An hour without a window is one in which agents were away.
  for (let hour = first > needed ? first : needed; hour < to; hour = nextHour(hour))
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
  return orchestrators.map((orchestrator) =>
    complianceOf({
      orchestrator,
      workflow,
      period,
      from,
      to,
      rollups: rollups.filter((row) => row.orchestrator === orchestrator),
      hours: inPeriod.map((each) => each.hour),
      policy: DEFAULT_POLICY,
      policyDigest: digest,
      // Nobody registered these agents: a claim, where one of them makes it.
      trust: agents.some(({ target }) => target.orchestrator === orchestrator) ? 0 : null,
    }),
  );
}
