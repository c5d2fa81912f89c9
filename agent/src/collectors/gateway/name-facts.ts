import { createHash } from "node:crypto";
import { Observation, type ObservationInput } from "../../../../schema/wire/observation.ts";
import { pseudonymise } from "../pseudonymise.ts";

/**
 * A fact as it may be kept: ids are pseudonyms, and the name is the same whenever the same thing is read again, also by a
 * later process. Null for what no observation can say.
 */
export function nameFact(fact: ObservationInput, mark: string): Observation | null {
  const parsed = Observation.safeParse({ ...fact, id: "unnamed", polled: true });
  if (!parsed.success) return null;
  const safe = fact.job == null ? pseudonymise(parsed.data) : parsed.data;
  const { kind, request, job, node } = safe;
  return { ...safe, id: `polled:${kind}:${request ?? job ?? ""}:${node ?? ""}:${mark}` };
}

/** The pseudonym of a stream's job where no request is known: without the salt nobody can search for it. */
export const jobOf = (salt: string, ...parts: readonly unknown[]): string =>
  createHash("sha256")
    .update(JSON.stringify([salt, ...parts]))
    .digest("hex")
    .slice(0, 16);
