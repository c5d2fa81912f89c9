import fc from "fast-check";
import type { Observation } from "../../schema/wire/observation.ts";

/** Fields without which an observation is still one; all others are its name, its time and its kind. */
const FIELDS = [
  "latency_ms",
  "runner_at",
  "input_fps",
  "input_age_ms",
  "output_age_ms",
  "runner_started_at",
  "state",
  "idle_slot",
  "cause",
  "gpu",
] as const;

export const withoutField = (o: Observation, field: string): Observation =>
  ({ ...o, ...(field in o && o.kind !== "error" && { [field]: null }) }) as Observation;

/** Which observation is left out, or which of its fields. */
export const hidden = fc.record({
  at: fc.nat(),
  field: fc.option(fc.constantFrom(...FIELDS), { freq: 2 }),
});

/**
 * The same without that. All that is told of a job stays: without it a whole job is hidden. And so do the samples of a job of which
 * neither start nor first output is told: what the first of them gains, docs/adr/0011 says.
 */
export function without(
  facts: readonly Observation[],
  { at, field }: typeof hidden extends fc.Arbitrary<infer H> ? H : never,
): Observation[] {
  const left = facts[at % facts.length];
  if (left === undefined) return [...facts];
  if (field !== null) return facts.map((o) => (o === left ? withoutField(o, field) : o));
  const others = facts.filter((o) => o !== left && o.job === left.job);
  const isBegun = others.some(({ kind }) => kind === "job_started" || kind === "first_output");
  const mayLeave = others.length > 0 && (isBegun || left.kind !== "sample");
  return facts.filter((o) => o !== left || !mayLeave);
}
