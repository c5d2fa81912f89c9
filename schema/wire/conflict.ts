import * as z from "zod";
import { Role } from "./workflow.ts";

/** Why one side's evidence counted. Published: add, never rename. */
export const CountedBecause = z.enum([
  /** A registered gateway saw the job, and has decided it: its evidence decides, whatever the orchestrator's agent says. */
  "gateway_saw_it",
  /** The orchestrator's agent alone has decided it. */
  "only_the_orchestrator_decided",
]);
export type CountedBecause = z.infer<typeof CountedBecause>;

/** What both sides of a job may say, and say otherwise. */
export const CONFLICT_FIELDS = [
  "outcome",
  "cause",
  "ending",
  "first_output_ms",
  "mean_fps",
  "active_seconds",
] as const;

const Said = z.union([z.string(), z.number()]);

/** One thing that the two sides of a job say otherwise: both values, whose counted, and why. */
export const Conflict = z.strictObject({
  field: z.enum(CONFLICT_FIELDS),
  gateway: Said,
  orchestrator: Said,
  counted: Role,
  because: CountedBecause,
});
export type Conflict = z.infer<typeof Conflict>;
