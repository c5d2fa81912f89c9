/** A source of numbers in [0, 1) with a few ways to ask it. Equal seeds give equal sequences, on every machine. */
export type Random = Readonly<{
  /** A number in [0, 1). */
  next: () => number;
  /** An integer in [low, high]. */
  between: (low: number, high: number) => number;
  /** One of them, each as likely. */
  pick: <T>(from: readonly T[]) => T;
  /** Whether an event of this probability happens. */
  chance: (probability: number) => boolean;
  /** That many random hex digits. */
  hex: (digits: number) => string;
}>;

/** FNV-1a (32 bits) of a text: how a name becomes a seed. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  return state >>> 0;
}

/** A seeded source: mulberry32 by Tommy Ettinger, public domain. Not for secrets. */
export function randomOf(seed: string): Random {
  let state = hash(seed);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    between,
    pick: (from) => {
      const chosen = from[between(0, from.length - 1)];
      if (chosen === undefined) throw new RangeError("nothing to pick from");
      return chosen;
    },
    chance: (probability) => next() < probability,
    hex: (digits) => Array.from({ length: digits }, () => between(0, 15).toString(16)).join(""),
  };
}
