import * as z from "zod";
import { parseJson, type Parsed } from "./runner-json.ts";

/** `OK`: a live runner is at work on a stream. `IDLE`: it waits for one. */
export type HealthStatus = "LOADING" | "OK" | "ERROR" | "IDLE";

const Health = z.object({ status: z.enum(["LOADING", "OK", "ERROR", "IDLE"]) });

/** `GET /health` of an ai-runner: `pipelines/base.py`. */
export function parseHealth(text: string): Parsed<HealthStatus> {
  const parsed = parseJson("health", Health, text);
  return "refused" in parsed ? parsed : { value: parsed.value.status };
}
