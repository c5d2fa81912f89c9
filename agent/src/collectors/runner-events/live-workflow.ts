import { WorkflowPart } from "../../../../schema/wire/workflow.ts";
import * as z from "zod";

/** A name or an id, or null for the empty string. */
export const maybe = (name: z.ZodString) =>
  z
    .union([z.literal("").transform(() => null), name])
    .nullish()
    .transform((text) => text ?? null);

export const MaybeModel = maybe(WorkflowPart);

/** The pipeline of a live stream. In its events the field `pipeline` holds the model's name. */
export const LIVE_PIPELINE = "live-video-to-video";

/** Model of a live stream's event, with its pipeline where the model is known. */
export const liveWorkflow = (model: string | null) =>
  model === null ? {} : { pipeline: LIVE_PIPELINE, model };
