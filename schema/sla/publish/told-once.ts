import type { CountedWindow } from "./counted-window.ts";

/**
 * Whether what a window says of something counts. An agent may tell a minute twice, in two epochs: it imports what it
 * saw live, or begins a new store. Of one thing in one minute only the first of its windows counts.
 */
export type IsFirst = (window: CountedWindow, thing: string) => boolean;

/** Asked in the order of one agent's windows; everything that one window says of a thing counts. */
export function toldOnce(): IsFirst {
  let tellers = new Map<string, CountedWindow>();
  let minute = -1;
  return (window, thing) => {
    // Windows of one minute stand together: what was told of another is not asked for again.
    if (minute !== window.start) {
      minute = window.start;
      tellers = new Map();
    }
    const first = tellers.get(thing) ?? window;
    tellers.set(thing, first);
    return first === window;
  };
}
