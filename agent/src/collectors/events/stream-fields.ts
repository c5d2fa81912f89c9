import * as z from "zod";
import { Address } from "../../../../schema/wire/identifier.ts";
import { WorkflowPart } from "../../../../schema/wire/workflow.ts";

/** An address, or null for the empty string that go-livepeer writes for none. */
export const MaybeAddress = z
  .union([z.literal("").transform(() => null), Address])
  .nullish()
  .transform((address) => address ?? null);

/** A name or an id, or null for the empty string. */
const maybe = (name: z.ZodString) =>
  z
    .union([z.literal("").transform(() => null), name])
    .nullish()
    .transform((text) => text ?? null);

export const MaybeId = maybe(z.string().min(1).max(128));
export const MaybeModel = maybe(WorkflowPart);

/** The ids in a live stream's events. `orchestrator_info.address` is the node: the hot wallet, not the orchestrator. */
export const STREAM_FIELDS = {
  request_id: MaybeId,
  orchestrator_info: z
    .object({ address: MaybeAddress })
    .nullish()
    .transform((info) => info?.address ?? null),
};

/** The pipeline of a live stream. In its events the field `pipeline` holds the model's name. */
export const LIVE_PIPELINE = "live-video-to-video";

/** Model of a live stream's event, with its pipeline where the model is known. */
export const liveWorkflow = (model: string | null) =>
  model === null ? {} : { pipeline: LIVE_PIPELINE, model };
