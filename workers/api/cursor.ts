import * as z from "zod";
import { refusal, type Answer } from "./answer.ts";

/** The opaque form of where a page ended: base64url of JSON. Nothing in it is secret. */
export const writeCursor = (position: unknown): string =>
  btoa(JSON.stringify(position)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

/** Reads a cursor of this route; null for one that is none. */
export function readCursor<S extends z.ZodType>(schema: S, cursor: string): z.output<S> | null {
  try {
    const json = atob(cursor.replaceAll("-", "+").replaceAll("_", "/"));
    return schema.safeParse(JSON.parse(json)).data ?? null;
  } catch {
    return null;
  }
}

/** What a route says to a cursor that it never gave. */
export const unknownCursor = (cursor: string): Answer<never> =>
  refusal(
    400,
    `cursor is ${JSON.stringify(cursor.slice(0, 100))}; allowed: the next of a page of this route`,
    {
      parameter: "cursor",
      given: cursor.slice(0, 100),
      allowed: "the next of a page of this route",
    },
  );
