import { complianceOf } from "../../../schema/sla/compliance.ts";
import { HOUR_MS, hourOf, hourStart, nextHour, previousHour } from "../../../schema/sla/hour.ts";
import { DEFAULT_POLICY, policyDigest } from "../../../schema/sla/policy.ts";
import { publishHour, type Publication } from "../../../schema/sla/publish/publish-hour.ts";
import { Sha256 } from "../../../schema/wire/identifier.ts";
import { PERIODS, type Compliance, type Period } from "../../../schema/wire/compliance.ts";
import type { Hour } from "../../../schema/wire/quantity.ts";
import type { RawObject } from "../../../schema/wire/raw.ts";
import type { Pulled } from "./pull-windows.ts";

const SLOT_SECONDS = 60;

/** The digest of no stored object: these windows were pulled, and never archived. */
const NONE = Sha256.parse("0".repeat(64));

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
  const published: Publication[] = [];
  for (const hour of hours) published.push(await publish(agents, hour));
  const newest = published.findLast((each) => each.hour.jobs > 0) ?? published.at(-1);
  if (newest === undefined) return [];
  const to = nextHour(newest.hour.hour);
  const from = hourOf(Math.max(0, hourStart(to) - PERIODS[period] * HOUR_MS));
  const inPeriod = published.filter(({ hour: { hour } }) => hour >= from && hour < to);
  const rollups = inPeriod
    .flatMap((each) => each.rollups)
    .filter(({ purpose }) => purpose === "live");
  const orchestrators = [
    ...new Set(rollups.flatMap(({ orchestrator }) => orchestrator ?? [])),
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
      trust: 0,
    }),
  );
}

/** Publishes one hour from the windows of that hour and of the one before it, as if pulled by one probe. */
function publish(agents: readonly Pulled[], hour: Hour): Promise<Publication> {
  const wanted = new Set([previousHour(hour), hour]);
  const slot = (hourStart(hour) + HOUR_MS) / 1000 / SLOT_SECONDS - 1;
  const objects = agents.map(({ target, windows }, shard) => {
    const raw: RawObject = {
      plan: {
        schema: "livepeer.sla.raw/1",
        message: {
          schema: "livepeer.sla.scrape/1",
          slot,
          slot_seconds: SLOT_SECONDS,
          shard,
          backfill: null,
        },
        registry_version: 0,
        targets: [{ ...target, cursor: null }],
      },
      outcomes: [],
      windows: windows
        .filter(({ window }) => wanted.has(hourOf(window.start)))
        .map((signed) => ({ target: target.id, signed })),
    };
    return { key: `${shard}`, sha256: NONE, raw };
  });
  return publishHour({
    hour,
    version: 1,
    state: "closed",
    policy: DEFAULT_POLICY,
    slotSeconds: SLOT_SECONDS,
    objects,
  });
}
