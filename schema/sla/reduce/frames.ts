import type { FrameBin } from "../../wire/job-entry.ts";

/** A sample covers at most this much before it; M begins so long after the first output, and ends so long before the end. */
export const FRAME_COVER_MS = 10_000;

/** More bins than this do not fit into a window. */
const MAX_BINS = 2048;

/** `(from, to]`, what the runner delivered in it, or null where input had stopped: time that is not in M. */
type Segment = {
  from: number;
  to: number;
  delivered: { milli: number; input: number | null } | null;
};

/** Delivered frames over M so far: what is settled, and the tail that a later sample or the end can still change. */
export type Frames = {
  /** Start of M. Once something is settled only what begins after all of that moves it. */
  start: number | null;
  settled_to: number | null;
  excluded_ms: number;
  bins: Record<string, FrameBin>;
  /** Disjoint, oldest first. */
  tail: Segment[];
};

export const EMPTY_FRAMES: Readonly<Frames> = {
  start: null,
  settled_to: null,
  excluded_ms: 0,
  bins: {},
  tail: [],
};

/**
 * What a sample says of the frames before it. `stoppedAt`: since when there was no input, where it says so. `isAgain`: it has the
 * time of one before it, whose word on input stands.
 */
export type FrameSample = Readonly<{
  at: number;
  milli: number;
  input: number | null;
  stoppedAt: number | null;
  isAgain: boolean;
}>;

/** Adds a sample that none before it is later than. `start` is the start of M as known now. */
export function coverFrames(
  frames: Frames,
  { at, milli, input, stoppedAt, isAgain }: FrameSample,
  start: number,
): Frames {
  const floor = frames.settled_to ?? 0;
  const covered = {
    from: Math.max(at - FRAME_COVER_MS, floor),
    to: at,
    delivered: { milli, input },
  };
  let tail = insert(frames.tail, covered);
  if (stoppedAt !== null)
    tail = insert(tail, { from: Math.max(stoppedAt, floor), to: at, delivered: null });
  if (isAgain) return { ...frames, tail };
  // The next sample can lower the last 10 s; the end takes away the 10 s before it, or before input stopped.
  const horizon = Math.min(at, stoppedAt ?? at) - 2 * FRAME_COVER_MS;
  return settle({ ...frames, tail }, start, horizon);
}

/** Length of M and the frames in it, when the job is over: M is `(start, end]`, less what is excluded. */
export function closeFrames(
  frames: Frames,
  start: number,
  end: number,
): { span_ms: number; frames: FrameBin[] } {
  const closed = settle(frames, start, end);
  const from = closed.start ?? start;
  const length = (closed.settled_to ?? from) - from;
  return { span_ms: Math.max(0, length - closed.excluded_ms), frames: sorted(closed.bins) };
}

/** Moves the tail up to `horizon` into the sums. What is settled stays so, unless output is told that began after it. */
function settle(before: Frames, startNow: number, horizon: number): Frames {
  const isAfter = before.settled_to !== null && startNow >= before.settled_to;
  const frames = isAfter ? { ...EMPTY_FRAMES, tail: before.tail } : before;
  const start = frames.start ?? startNow;
  const from = frames.settled_to ?? start;
  if (horizon <= from) return frames;
  const bins = { ...frames.bins };
  let { excluded_ms } = frames;
  for (const segment of frames.tail) {
    const ms = Math.min(segment.to, horizon) - Math.max(segment.from, from);
    if (ms <= 0) continue;
    if (segment.delivered === null) excluded_ms += ms;
    else addTo(bins, segment.delivered, ms);
  }
  const tail = frames.tail.filter(({ to }) => to > horizon);
  return { start, settled_to: horizon, excluded_ms, bins: narrowed(bins), tail };
}

function addTo(
  bins: Record<string, FrameBin>,
  { milli, input }: { milli: number; input: number | null },
  ms: number,
): void {
  const output = Math.floor(milli / 1000);
  const [, , beforeMs, beforeSum] = bins[`${input}/${output}`] ?? [input, output, 0, 0];
  bins[`${input}/${output}`] = [input, output, beforeMs + ms, beforeSum + milli * ms];
}

/** Too many combinations lose the input fps: that can only lower credit. No real stream has so many. */
function narrowed(bins: Record<string, FrameBin>): Record<string, FrameBin> {
  if (Object.keys(bins).length <= MAX_BINS) return bins;
  const narrow: Record<string, FrameBin> = {};
  for (const [, output, ms, sum] of Object.values(bins)) {
    const capped = Math.min(output, MAX_BINS - 1);
    const [, , beforeMs, beforeSum] = narrow[`null/${capped}`] ?? [null, capped, 0, 0];
    narrow[`null/${capped}`] = [null, capped, beforeMs + ms, beforeSum + sum];
  }
  return narrow;
}

/** By input fps, null first, then by output fps. */
const sorted = (bins: Record<string, FrameBin>): FrameBin[] =>
  Object.values(bins).sort(([a, x], [b, y]) => (a ?? -1) - (b ?? -1) || x - y);

/** Puts a piece that ends last into the tail. Where it overlaps, the lower counts, and no input above all. */
function insert(tail: readonly Segment[], piece: Segment): Segment[] {
  if (piece.from >= piece.to) return [...tail];
  const out: Segment[] = [];
  let from = piece.from;
  for (const segment of tail) {
    if (segment.to <= piece.from) {
      push(out, segment);
      continue;
    }
    if (segment.from < piece.from) push(out, { ...segment, to: piece.from });
    const overlap = Math.max(segment.from, piece.from);
    push(out, { ...piece, from, to: overlap });
    push(out, { ...lower(segment, piece), from: overlap, to: segment.to });
    from = segment.to;
  }
  push(out, { ...piece, from });
  return out;
}

/** Appends, joined to the one before where both say the same. */
function push(out: Segment[], segment: Segment): void {
  if (segment.from >= segment.to) return;
  const last = out.at(-1);
  if (last !== undefined && last.to === segment.from && isSame(last, segment)) last.to = segment.to;
  else out.push({ ...segment });
}

const isSame = ({ delivered: a }: Segment, { delivered: b }: Segment): boolean =>
  a === null || b === null ? a === b : a.milli === b.milli && a.input === b.input;

/** The one that earns less: fewer frames, then more input to be matched. */
function lower(a: Segment, b: Segment): Segment {
  if (a.delivered === null || b.delivered === null) return a.delivered === null ? a : b;
  if (a.delivered.milli !== b.delivered.milli) return a.delivered.milli < b.delivered.milli ? a : b;
  return (a.delivered.input ?? Infinity) >= (b.delivered.input ?? Infinity) ? a : b;
}
