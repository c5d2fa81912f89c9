import { complianceOf } from "../../schema/sla/compliance.ts";
import { hourStart } from "../../schema/sla/hour.ts";
import { DEFAULT_POLICY, policyDigest } from "../../schema/sla/policy.ts";
import { heldTrust } from "../../schema/sla/trust.ts";
import type { Compliance, Period } from "../../schema/wire/compliance.ts";
import type { Address } from "../../schema/wire/identifier.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import { MOST_ROWS } from "./narrow.ts";
import { periodBefore } from "./period.ts";
import type { Store } from "./store.ts";

/** Compliance over the period before an hour, from the sums of its hours; null where these are too many. */
export async function computeCompliance(
  store: Store,
  {
    orchestrator,
    workflow,
    period,
    end,
  }: Readonly<{
    orchestrator: Address;
    workflow: string | null;
    period: Period;
    end: Hour;
  }>,
): Promise<Compliance | null> {
  const range = periodBefore(end, period);
  const [rollups, hours, targets] = await Promise.all([
    store.liveRollups({ ...range, orchestrator }, MOST_ROWS),
    store.latestVersionsIn(range),
    store.targets(),
  ]);
  if (rollups === null) return null;
  const own = targets.filter((target) => target.orchestrator === orchestrator && target.enabled);
  const levels = own.map((target) => heldTrust(target, hourStart(range.to)));
  const trust = levels.toSorted((a, b) => b - a)[0] ?? null;
  return complianceOf({
    orchestrator,
    workflow,
    period,
    ...range,
    rollups,
    hours,
    policy: DEFAULT_POLICY,
    policyDigest: await policyDigest(DEFAULT_POLICY),
    trust,
  });
}
