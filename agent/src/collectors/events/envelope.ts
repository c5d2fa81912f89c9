import * as z from "zod";
import type { ObservationInput } from "../../../../schema/wire/observation.ts";
import { UnixMs } from "../../../../schema/wire/quantity.ts";

/**
 * What go-livepeer's gateway puts around every event: `monitor/kafka.go` writes the timestamp as a string of Unix
 * milliseconds. The id has room for a suffix, because one envelope may say several things.
 */
export const Envelope = z.object({
  id: z.string().min(1).max(100),
  type: z.string(),
  timestamp: z
    .union([
      z.number(),
      z
        .string()
        .regex(/^\d{1,15}$/)
        .transform(Number),
    ])
    .pipe(UnixMs),
  data: z.unknown(),
});

/** What an event of any type is about: the envelope's id, and its timestamp on the gateway's clock. */
export type Head = Readonly<{ id: string; at: number }>;

/** What one envelope says, or why it was refused: the field and what is wrong with it. */
export type Facts = { facts: ObservationInput[] } | { refused: string };

/** Reads the `data` of one type of event. */
export type Reader = (data: unknown, head: Head) => Facts;

/** A reader from the shape of `data` and what that means. A shape that does not fit is refused, naming the field. */
export const reader =
  <S extends z.ZodType>(
    shape: S,
    read: (data: z.output<S>, head: Head) => ObservationInput[],
  ): Reader =>
  (data, head) => {
    const parsed = shape.safeParse(data);
    return parsed.success
      ? { facts: read(parsed.data, head) }
      : { refused: reasonOf(parsed.error, "data") };
  };

/** The first issue for people: `data.request_id: Invalid input: expected string, received number`. */
export function reasonOf({ issues: [first] }: z.ZodError, root: string | null): string {
  const path = [...(root === null ? [] : [root]), ...(first?.path ?? [])].join(".");
  return `${path === "" ? "envelope" : path}: ${first?.message ?? "invalid"}`;
}
