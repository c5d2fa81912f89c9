import { trustAt } from "../../../schema/sla/trust.ts";
import type { RawObject } from "../../../schema/wire/raw.ts";
import { compare, type Finding } from "./finding.ts";

type Planned = RawObject["plan"]["targets"][number];

/**
 * Finds again, from registry row and delegation alone, the level of trust that the newest plan of each target says it has.
 */
export function checkTrust(objects: readonly RawObject[]): Finding[] {
  const newest = new Map<Planned["id"], { target: Planned; atMs: number }>();
  for (const { plan } of objects) {
    const atMs = plan.message.slot * plan.message.slot_seconds * 1000;
    for (const target of plan.targets)
      if (atMs >= (newest.get(target.id)?.atMs ?? 0)) newest.set(target.id, { target, atMs });
  }
  return [...newest.values()].flatMap(({ target, atMs }) =>
    compare(`trust level of ${target.agent}`, target.trust, trustAt(target, atMs)),
  );
}
