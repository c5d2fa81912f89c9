import * as z from "zod";
import { Hour } from "./quantity.ts";

/** One step of a rebuild: the body of a queue message. It folds some raw objects and sends the step after it. */
export const RebuildMessage = z.strictObject({
  schema: z.literal("livepeer.sla.rebuild/1"),
  /** Hours of slots whose raw objects are still to be folded, `[from, to)`. */
  from: Hour,
  to: Hour,
  /** Key of the last raw object that was folded; null before the first step, which restores the registry. */
  after: z.string().max(256).nullable(),
});
export type RebuildMessage = z.infer<typeof RebuildMessage>;
