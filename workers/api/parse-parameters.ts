import type * as z from "zod";
import { Parameters } from "../../schema/wire/api/parameter.ts";
import { refusal, type Answer } from "./answer.ts";

type Parsed = Readonly<{ data: Record<string, unknown> } | { refused: Answer<never> }>;

const repeats = (schema: z.ZodObject, name: string): boolean =>
  Parameters.get(schema.shape[name] as z.ZodType)?.repeats === true;

/** How much of a wrong value is said back. */
const GIVEN_LENGTH = 100;

/**
 * Reads the parameters of a query or of a path, all of them or none: an unknown name, a name given twice or a value
 * that its schema refuses is a 400 that names it. Nothing is guessed.
 *
 * @param passesOver  what is unknown, and what is given again, is not looked at: for routes of other APIs
 */
export function parseParameters(
  schema: z.ZodObject,
  entries: readonly (readonly [string, string])[],
  passesOver = false,
): Parsed {
  const names = Object.keys(schema.shape);
  const given = new Map<string, string | string[]>();
  for (const [name, value] of entries) {
    const known = given.get(name);
    if (!names.includes(name)) {
      if (passesOver) continue;
      return refuse(name, value, `this route takes ${list(names)}`);
    }
    if (repeats(schema, name)) given.set(name, [...(known ?? []), value]);
    else if (known === undefined) given.set(name, value);
    else if (!passesOver) return refuse(name, value, "one value");
  }
  const parsed = schema.safeParse(Object.fromEntries(given));
  if (parsed.success) return { data: parsed.data };
  const name = String(parsed.error.issues[0]?.path[0]);
  return refuse(name, given.get(name)?.toString(), allowedFor(schema, name));
}

const refuse = (parameter: string, given: string | undefined, allowed: string): Parsed => {
  const short = given === undefined ? {} : { given: given.slice(0, GIVEN_LENGTH) };
  const what = given === undefined ? "is missing" : `is ${JSON.stringify(short.given)}`;
  return {
    refused: refusal(400, `${parameter} ${what}; allowed: ${allowed}`, {
      parameter: parameter.slice(0, GIVEN_LENGTH),
      ...short,
      allowed,
    }),
  };
};

const list = (names: readonly string[]): string =>
  names.length === 0 ? "no parameter" : names.join(", ");

const allowedFor = (schema: z.ZodObject, name: string): string =>
  Parameters.get(schema.shape[name] as z.ZodType)?.allowed ?? "what the documentation says";
