import { heldTrust } from "../../schema/sla/trust.ts";
import type { Address } from "../../schema/wire/identifier.ts";
import type { Target, TrustLevel } from "../../schema/wire/target.ts";

/** The best-founded claim of each orchestrator's enabled agents, at a moment. */
export function trustLevels(targets: readonly Target[], atMs: number): Map<Address, TrustLevel> {
  const levels = new Map<Address, TrustLevel>();
  for (const target of targets.filter(({ enabled }) => enabled)) {
    const { orchestrator } = target;
    const trust = heldTrust(target, atMs);
    if (orchestrator !== null && trust >= (levels.get(orchestrator) ?? 0))
      levels.set(orchestrator, trust);
  }
  return levels;
}
