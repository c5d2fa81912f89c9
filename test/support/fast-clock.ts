import { fileURLToPath } from "node:url";

const PRELOAD = fileURLToPath(new URL("fast-clock-preload.ts", import.meta.url));

/** A clock that runs fast, and never ahead of the true one while the test lasts: nobody takes a window from the future. */
export type FastClock = Readonly<{
  /** Unix milliseconds. */
  now: () => number;
  /** Waits until that time on this clock. */
  until: (atMs: number) => Promise<void>;
  /** Gives a Node process, and what it starts, this clock. */
  env: Readonly<Record<"NODE_OPTIONS" | "FAST_CLOCK", string>>;
}>;

/** @param lagMs  how far it is behind the true clock now: it catches up after `lagMs ÷ (rate − 1)` */
export function fastClock(rate: number, lagMs: number): FastClock {
  const origin = Math.round(Date.now() + lagMs / (rate - 1));
  const now = () => Math.floor(origin + (Date.now() - origin) * rate);
  return {
    now,
    until: async (atMs) => {
      for (let left = atMs - now(); left > 0; left = atMs - now())
        await new Promise((done) => setTimeout(done, Math.ceil(left / rate)));
    },
    env: { NODE_OPTIONS: `--import ${PRELOAD}`, FAST_CLOCK: `${origin} ${rate}` },
  };
}
