/** After so long without a turn that worked, the minutes between are a gap, in milliseconds. */
export const GAP_MS = 300_000;

/** A clock that is slewed stays below it, in milliseconds. */
const JUMP_MS = 5000;

/** After a jump so much time passes before anything is forgotten for its age: the clock may be set back. */
const HOLD_MS = 3_600_000;

/** How time passed for a process: it takes a turn at least every minute. */
export type Pace = {
  /** Both clocks at the last turn. */
  seen: Readonly<{ wallMs: number; monotonicMs: number | null }> | null;
  /** The last turn that could be written down. */
  workedAt: number | null;
  /** Nothing is forgotten for its age before. */
  holdUntil: number;
  jumps: { forward: number; backward: number };
  gaps: number;
};

/** The pace of a process that has taken no turn. */
export const newPace = (): Pace => ({
  seen: null,
  workedAt: null,
  holdUntil: 0,
  jumps: { forward: 0, backward: 0 },
  gaps: 0,
});

/** What a turn shows. `jumpMs`: by how much the clock was set, or the machine slept; 0 where it was not. */
export type Turn = Readonly<{ isGap: boolean; jumpMs: number }>;

/**
 * Notes a turn. The wall clock against the one that nobody can set tells a jump; the time since the last turn that worked
 * tells a gap, whether the process was stopped, the machine slept, the clock was set or the disk was full.
 */
export function takeTurn(pace: Pace, wallMs: number, monotonicMs: number | null): Turn {
  const { seen, workedAt } = pace;
  pace.seen = { wallMs, monotonicMs };
  const isGap = workedAt !== null && wallMs - workedAt > GAP_MS;
  const jumpMs = jumpOf(seen, pace.seen);
  if (jumpMs !== 0) pace.jumps[jumpMs > 0 ? "forward" : "backward"] += 1;
  if (isGap || jumpMs !== 0) pace.holdUntil = wallMs + HOLD_MS;
  return { isGap, jumpMs };
}

function jumpOf(before: Pace["seen"], now: NonNullable<Pace["seen"]>): number {
  if (before === null || before.monotonicMs === null || now.monotonicMs === null) return 0;
  const ms = now.wallMs - before.wallMs - (now.monotonicMs - before.monotonicMs);
  return Math.abs(ms) < JUMP_MS ? 0 : Math.round(ms);
}
