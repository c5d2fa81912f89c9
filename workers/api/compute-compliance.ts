import { complianceOf } from "../../schema/sla/compliance.ts";
import type { Evidence } from "../../schema/sla/evidence.ts";
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
  purpose: Rollup["purpose"];
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
  const sums =
    asked.purpose === "live"
      ? await liveSums(store, asked, range, known)
      : await testSums(store, asked, range, known);
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

type Parts = Omit<Asked, "end" | "period" | "purpose">;

/** Test load is little: its rows of hours, beside what live sums tell of the agent. */
async function testSums(
  store: Store,
  { orchestrator }: Parts,
  range: Range,
  known: Known,
): Promise<Sums> {
  const ofAgent = { orchestrator, workflow: null, gpu: null, region: null, gateway: null };
  const lastDay = periodBefore(range.to, "24h").from;
  const from = range.from < lastDay ? range.from : lastDay;
  const filter = { from, to: range.to, orchestrator, purpose: "test" } as const;
  const [live, tests] = await Promise.all([
    liveSums(store, ofAgent, range, known),
    store.storedRollups(filter, MOST_ROWS),
  ]);
  return live && tests && { ...live, rollups: [...live.rollups, ...tests] };
}

type Known = Parameters<Store["builtDays"]>[0];
type Sums = Pick<Evidence, "rollups" | "spans"> | null;

/** Hours that may be read beside whole days: with all days added up, there are at most 46 of them. */
const FEW_HOURS = 96;

/**
 * The hours of the last day as rows, since burn rates are of hours; those before it as one span from days where that is
 * possible.
 */
async function liveSums(
  store: Store,
  asked: Parts,
  { from, to }: Range,
  known: Known,
): Promise<Sums> {
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
        store.storedRollups({ from: lastDay, to, orchestrator }, MOST_ROWS),
        isWhole
          ? store.spanOf(orchestrator, before, isBuilt)
          : store.filteredSpan(asked, before, isBuilt).then((span) => [span]),
      ]);
      return rollups && { rollups, spans };
    }
  }
  const needed = { from: from < lastDay ? from : lastDay, to, orchestrator };
  const rollups = await store.storedRollups(needed, MOST_ROWS);
  return rollups && { rollups };
}
