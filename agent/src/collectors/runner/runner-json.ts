import type * as z from "zod";

/** What a runner's answer says, or why it was refused: the field and what was expected there, never what was in it. */
export type Parsed<T> = { value: T } | { refused: string };

/**
 * Reads an answer by its shape. Shapes name fixed fields only, so that nothing of a runner's own choice, such as a key, is
 * in a reason.
 */
export function parseJson<S extends z.ZodType>(
  what: string,
  shape: S,
  text: string,
): Parsed<z.output<S>> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { refused: `${what}: not JSON` };
  }
  const parsed = shape.safeParse(json);
  if (parsed.success) return { value: parsed.data };
  const [issue] = parsed.error.issues;
  return { refused: [what, ...(issue?.path ?? [])].join(".") + `: ${issue?.code ?? "invalid"}` };
}
