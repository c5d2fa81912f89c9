import { setTimeout as sleep } from "node:timers/promises";
import type { CollectorHealth } from "../../../schema/wire/window.ts";
import type { Collector } from "../collectors/collector.ts";
import { supervise } from "../collectors/supervise.ts";
import type { Host } from "../host.ts";

/** How a source was while it was tried, and how many facts it gave. */
export type Tried = CollectorHealth & Readonly<{ facts: number }>;

/** After every source has said something, it gets so long to say otherwise, in milliseconds. */
const SETTLE_MS = 1_000;
const LOOK_MS = 50;

const SILENT = "it said nothing";

/**
 * Runs collectors for a while as `start` would, keeps nothing of what they see, and says how each was at the end.
 *
 * @param forMs  how long at most, in milliseconds
 */
export async function tryCollectors(
  collectors: readonly Collector[],
  forMs: number,
  { now, stop: outer }: Pick<Host, "now" | "stop">,
): Promise<Tried[]> {
  const time = new AbortController();
  const stop = AbortSignal.any([outer, time.signal]);
  const tried = collectors.map((collector) => {
    const seen: { -readonly [K in keyof Tried]: Tried[K] } = {
      name: collector.name,
      status: "absent",
      reason: SILENT,
      facts: 0,
    };
    const running = supervise(collector, {
      accept: (observations) => void (seen.facts += observations.length),
      refuse: () => {},
      report: (status, reason) => {
        if (!stop.aborted) Object.assign(seen, { status, reason });
      },
      now,
      random: Math.random,
      sleep: (ms) => sleep(ms, undefined, { signal: stop }).catch(() => {}),
      stop,
    });
    return { seen, running };
  });
  const pause = (ms: number) => sleep(ms, undefined, { signal: outer }).catch(() => {});
  const isSilent = () => tried.some(({ seen }) => seen.reason === SILENT);
  for (let ms = 0; ms < forMs && isSilent() && !outer.aborted; ms += LOOK_MS) await pause(LOOK_MS);
  if (tried.length > 0) await pause(SETTLE_MS);
  time.abort();
  await Promise.race([Promise.all(tried.map(({ running }) => running)), sleep(1000)]);
  return tried.map(({ seen }) => seen);
}
