import { env } from "cloudflare:workers";
import * as z from "zod";
import { Problem } from "../../../schema/wire/problem.ts";
import { createApp } from "../../../workers/api/app.ts";

/** The clock of every request in these tests: 14:30 of the day of the seeded hours. */
export const NOW_MS = Date.parse("2026-01-09T14:30:00Z");

const app = createApp({ now: () => NOW_MS, log: console.error });

/** Asks the API, in this isolate, with the real bindings. */
export const ask = async (path: string, init: RequestInit = {}): Promise<Response> =>
  app.request(path, init, env);

/** A 200, read by its schema. */
export async function answer<S extends z.ZodType>(schema: S, path: string): Promise<z.output<S>> {
  const response = await ask(path);
  const body = await response.json();
  if (response.status !== 200) throw new Error(`${path}: ${JSON.stringify(body)}`);
  return schema.parse(body);
}

/** A refusal, as the problem document that it must be. */
export async function problem(path: string, init: RequestInit = {}): Promise<Problem> {
  const response = await ask(path, init);
  if (response.headers.get("Content-Type") !== "application/problem+json")
    throw new Error(`${path}: ${response.status} ${response.headers.get("Content-Type")}`);
  const parsed = Problem.parse(await response.json());
  if (parsed.status !== response.status) throw new Error(`${path}: two statuses`);
  return parsed;
}
