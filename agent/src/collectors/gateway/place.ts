/** A status that seems to have waited longer than this was not late: the clocks ran apart, or one was set. */
const MAX_LAG_MS = 20_000;

/** When a status was made, on the runner's clock, and when it came, on ours. Unix milliseconds. */
export type Placed = Readonly<{ runnerMs: number; at: number }>;

/**
 * When a status that was found at `foundAt` came, on our clock. A status stands until the next one, so that it is found up to
 * a whole interval late: it came as long after the one before it as the runner says, and never later than it was
 * found. Only a length of time is taken from the runner's clock, never a moment.
 */
export function placeStatus(before: Placed | null, runnerMs: number, foundAt: number): Placed {
  if (before === null || runnerMs <= before.runnerMs) return { runnerMs, at: foundAt };
  const at = before.at + (runnerMs - before.runnerMs);
  const isPlausible = at <= foundAt && foundAt - at <= MAX_LAG_MS;
  return { runnerMs, at: isPlausible ? at : foundAt };
}
