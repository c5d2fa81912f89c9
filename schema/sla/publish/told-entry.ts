import type { RequestEntry } from "../../wire/window.ts";
import type { CountedWindow } from "./counted-window.ts";

/** What a window says of a request, and its place among all that say something of it. */
export type ToldEntry = Readonly<{
  entry: RequestEntry;
  /** Start, epoch and seq of the window, and the entry's place in it. */
  at: readonly [number, string, number, number];
}>;

/** What a window says of requests. */
export const toldIn = ({ start, epoch, seq, requests }: CountedWindow): ToldEntry[] =>
  requests.map((entry, i) => ({ entry, at: [start, epoch, seq, i] }));
