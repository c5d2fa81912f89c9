import * as z from "zod";

/** Half of a workflow's name: a pipeline or a model. Without control characters, so that it is safe to show. */
export const WorkflowPart = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\w.:@+-]+(\/[\w.:@+-]+)*$/);

/** A pipeline has no slash: `<pipeline>/<model>` splits at the first one. */
export const Pipeline = WorkflowPart.refine((name) => !name.includes("/"), {
  message: "a pipeline has no slash",
});

/** A region's id: `fra`, `us-east`. */
export const Region = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}$/)
  .brand("Region");
export type Region = z.infer<typeof Region>;

/** Which side of a job an agent sits on. */
export const Role = z.enum(["orchestrator", "gateway"]);
export type Role = z.infer<typeof Role>;

/** Live traffic, or a test load that never changes a live number. Only a registered gateway's word counts. */
export const Purpose = z.enum(["live", "test"]);
export type Purpose = z.infer<typeof Purpose>;

/** A GPU as a slot of its host; its UUID churns on rented machines. Bytes in `memory_bytes`. */
export const Gpu = z.strictObject({
  index: z.int().nonnegative().max(255),
  uuid: z.string().max(64).nullable(),
  name: z.string().max(128).nullable(),
  memory_bytes: z.int().nonnegative().nullable(),
});
export type Gpu = z.infer<typeof Gpu>;
