import { hourStart } from "../../../schema/sla/hour.ts";
import { trustAt } from "../../../schema/sla/trust.ts";
import type { PublishedHour } from "../../../schema/wire/hour.ts";
import type { Address } from "../../../schema/wire/identifier.ts";
import type { Hour } from "../../../schema/wire/quantity.ts";
import { Registry, type TrustLevel } from "../../../schema/wire/target.ts";
import { findJson, type Source } from "../published/source.ts";

/** Levels of trust by orchestrator. */
export type Trust = ReadonlyMap<Address, TrustLevel>;

/**
 * The level of each orchestrator's best-founded agent at a moment, found again from registry rows and delegations. Null
 * where the registry that the newest hour names is not published.
 */
export async function readTrust(
  source: Source,
  hours: readonly PublishedHour[],
  at: Hour,
): Promise<Trust | null> {
  const version = Math.max(0, ...hours.map((hour) => hour.registry_version));
  const registry = await findJson(source, `/v1/registry/${version}`, Registry);
  if (registry === null) return null;
  const levels = new Map<Address, TrustLevel>();
  for (const target of registry.targets) {
    const { orchestrator, enabled } = target;
    if (orchestrator === null || !enabled) continue;
    const level = trustAt(target, hourStart(at));
    if (level >= (levels.get(orchestrator) ?? 0)) levels.set(orchestrator, level);
  }
  return levels;
}
