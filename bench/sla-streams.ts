import { hourStart } from "../schema/sla/hour.ts";
import { Pseudonym } from "../schema/wire/identifier.ts";
import type { JobEntry } from "../schema/wire/job-entry.ts";
import type { Hour } from "../schema/wire/quantity.ts";
import type { Target } from "../schema/wire/target.ts";
import { delta, entry, totals } from "../test/support/job-entry.ts";
import { addressOf, CARDS, hex, MINUTES, MODELS, nodeOf } from "./sla-network.ts";

/** Each orchestrator serves one stream of ten minutes per workflow and hour. */
const STREAM_MINUTES = 10;

/** The streams of an orchestrator that run in a minute of an hour, as one of both sides says them. */
export function streamsIn(n: number, role: Target["role"], hour: Hour, minute: number): JobEntry[] {
  const streams: JobEntry[] = [];
  for (const workflow of MODELS.keys()) {
    const stream = streamIn(n, workflow, role, hour, minute);
    if (stream !== null) streams.push(stream);
  }
  return streams;
}

/** @returns null where it does not run */
function streamIn(
  n: number,
  workflow: number,
  role: Target["role"],
  hour: Hour,
  minute: number,
): JobEntry | null {
  const begins = (n * 7 + workflow * 25) % (MINUTES - STREAM_MINUTES);
  const at = minute - begins;
  if (at < 0 || at >= STREAM_MINUTES) return null;
  const start = hourStart(hour);
  const number = (start / 3_600_000) * 1_000_000 + n * 2 + workflow;
  const isLast = at === STREAM_MINUTES - 1;
  return entry(isLast ? totals({ active_ms: 590_000, samples: 60 }) : null, {
    job: Pseudonym.parse(hex(number, 15) + (role === "gateway" ? "9" : "0")),
    request: Pseudonym.parse(hex(number, 16)),
    orchestrator: addressOf(n),
    node: nodeOf(n),
    model: MODELS[workflow] as never,
    gpu: role === "gateway" ? null : gpuOf(n, workflow),
    started_at: start + begins * 60_000 + (n % 60_000),
    first_output_at: start + begins * 60_000 + (n % 60_000) + 900,
    delta: delta({
      active_ms: 59_000 + (n % 1000),
      samples: 6,
      milli_fps_ms: 59_000 * 20_000,
      bytes_received: 9_000_000 + n,
      bytes_sent: 12_000_000 + n,
    }),
  });
}

/** A GPU of an orchestrator. @param index  also the workflow that runs on it */
export const gpuOf = (n: number, index: number) => ({
  index,
  uuid: `GPU-${hex(n, 8)}-${index}`,
  name: CARDS[index] ?? null,
  memory_bytes: 25e9,
});
