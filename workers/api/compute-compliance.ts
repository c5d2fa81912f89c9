import { complianceOf, type Evidence } from "../../schema/sla/compliance.ts";
import { coverOf, type Range } from "../../schema/sla/cover.ts";
import { hourStart } from "../../schema/sla/hour.ts";
import { DEFAULT_POLICY, policyDigest } from "../../schema/sla/policy.ts";
import { heldTrust } from "../../schema/sla/trust.ts";
import type { Compliance, Period } from "../../schema/wire/compliance.ts";
import type { Address } from "../../schema/wire/identifier.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { Rollup } from "../../schema/wire/rollup.ts";
import { MOST_ROWS } from "./narrow.ts";
import { periodBefore } from "./period.ts";
import type { Store } from "./store.ts";

type Asked = Readonly<{
  orchestrator: Address;
  workflow: string | null;
  gpu: string | null;
  region: Rollup["region"];
  gateway: string | null;
  period: Period;
  end: Hour;
}>;

/** Compliance over the period before an hour, from the sums of its days and hours; null where these are too many. */
export async function computeCompliance(
  store: Store,
  { end, ...asked }: Asked,
): Promise<Compliance | null> {
  const { orchestrator, period } = asked;
  const range = periodBefore(end, period);
  const [known, targets] = await Promise.all([store.latestVersionsIn(range), store.targets()]);
  const sums = await sumsOf(store, asked, range, known);
  if (sums === null) return null;
  const own = targets.filter((target) => target.orchestrator === orchestrator && target.enabled);
  const levels = own.map((target) => heldTrust(target, hourStart(range.to)));
  return complianceOf({
    ...asked,
    ...range,
    ...sums,
    hours: known,
    policy: DEFAULT_POLICY,
    policyDigest: await policyDigest(DEFAULT_POLICY),
    trust: levels.toSorted((a, b) => b - a)[0] ?? null,
  });
}

/** Hours that may be read beside whole days: with all days added up, there are at most 46 of them. */
const FEW_HOURS = 96;

/**
 * The hours of the last day as rows, since burn rates are of hours; those before it as one span from days where that is
 * possible.
 */
async function sumsOf(
  store: Store,
  asked: Omit<Asked, "end" | "period">,
  { from, to }: Range,
  known: Parameters<Store["builtDays"]>[0],
): Promise<Pick<Evidence, "rollups" | "spans"> | null> {
  const { orchestrator, gpu, region, gateway } = asked;
  const lastDay = periodBefore(to, "24h").from;
  if (from < lastDay) {
    const before = { from, to: lastDay };
    const isBuilt = await store.builtDays(known);
    const published = new Set(known.map(({ hour }) => hour));
    const apart = coverOf(before, isBuilt).hours.filter((hour) => published.has(hour));
    if (apart.length <= FEW_HOURS) {
      const isWhole = gpu === null && region === null && gateway === null;
      const [rollups, spans] = await Promise.all([
        store.liveRollups({ from: lastDay, to, orchestrator }, MOST_ROWS),
        isWhole
          ? store.spanOf(orchestrator, before, isBuilt)
          : store.filteredSpan(asked, before, isBuilt).then((span) => [span]),
      ]);
      return rollups && { rollups, spans };
    }
  }
  const needed = { from: from < lastDay ? from : lastDay, to, orchestrator };
  const rollups = await store.liveRollups(needed, MOST_ROWS);
  return rollups && { rollups };
}
