import * as z from "zod";

/** An RFC 9457 problem document: what was given, what is allowed. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int().min(400).max(599),
  detail: z.string(),
  /** The parameter or field that is wrong, where there is one. */
  parameter: z.string().optional(),
  /** What was given for it, shortened, and what may be given. */
  given: z.string().optional(),
  allowed: z.string().optional(),
});
export type Problem = z.infer<typeof Problem>;
