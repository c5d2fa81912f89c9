import * as z from "zod";
import { Count } from "./quantity.ts";

/** A share in parts per million. */
export const Ppm = z.int().min(0).max(1_000_000);

/** What a workflow promises. FPS is whole frames per second. */
export const Targets = z.strictObject({
  fps: z.int().min(1).max(240),
  first_frame_ms: z.int().positive(),
  first_output_ms: z.int().positive(),
  e2e_ms: z.int().positive(),
  jitter_ppm: Ppm,
});
export type Targets = z.infer<typeof Targets>;

export const QUALITIES = ["delivered_frames", "first_frame", "stability", "e2e"] as const;
export type Quality = (typeof QUALITIES)[number];

export const SLIS = [
  "success",
  "startup",
  "stability",
  "first_frame",
  "e2e",
  "frame_rate",
  "smoothness",
  "availability",
  "efficiency",
] as const;
export type Sli = (typeof SLIS)[number];

/** By SLI: the least share of good events. */
const Objectives = z.strictObject(
  Object.fromEntries(SLIS.map((sli) => [sli, Ppm])) as Record<Sli, typeof Ppm>,
);
export type Objectives = z.infer<typeof Objectives>;

/** A versioned policy: targets, weights and objectives. Every published score names the one it was made with. */
export const Policy = z.strictObject({
  schema: z.literal("livepeer.sla.policy/1"),
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/),
  default: Targets,
  /** By `<pipeline>/<model>`; what is left out is as by default. */
  workflows: z.record(
    z.string().max(257),
    z.strictObject({ ...Targets.partial().shape, slos: Objectives.partial().optional() }),
  ),
  weights: z.strictObject({
    delivered_frames: Count,
    first_frame: Count,
    stability: Count,
    e2e: Count,
  }),
  /** Objectives of a workflow without its own, and of all workflows together. */
  slos: Objectives,
  /** A score is provisional below so many decided jobs. */
  provisional_below: Count,
});
export type Policy = z.infer<typeof Policy>;
