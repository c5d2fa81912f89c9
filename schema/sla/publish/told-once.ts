import type { Window } from "../../wire/window.ts";
import type { Received } from "./collect-windows.ts";

/**
 * Whether what a window says of something counts. An agent may tell a minute twice, in two epochs: it imports what it
 * saw live, or begins a new store. Of one thing in one minute only the first of its windows counts.
 */
export type IsFirst = (received: Pick<Received, "target" | "window">, thing: string) => boolean;

/** Asked in the order of the windows; everything that one window says of a thing counts. */
export function toldOnce(): IsFirst {
  const tellers = new Map<string, Window>();
  return ({ target, window }, thing) => {
    const name = `${target.id}/${window.start}/${thing}`;
    const first = tellers.get(name) ?? window;
    tellers.set(name, first);
    return first === window;
  };
}
