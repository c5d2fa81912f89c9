import type { RawObject } from "../../schema/wire/raw.ts";
import { WINDOW_MS } from "../../schema/wire/window.ts";
import { TARGETS_PER_MESSAGE } from "./gap-message.ts";

/** Targets that are to be asked on, from the earliest moment that one of them had come to: Unix milliseconds. */
export type Part = Readonly<{ from: number; targets: string[] }>;

/** Pages that one target gives in a turn at most. */
const PAGES_PER_TARGET = 8;

type Reached = Readonly<{ target: string; from: number; pages: number }>;

/**
 * What a backfill's raw object leaves to be asked: of every target whose last page was not its latest, from its last window on. So
 * many to a message that each may have the pages that it seems to need. `stuck`: those of which nothing new came.
 */
export function restOfBackfill(
  { plan, outcomes, windows }: RawObject,
  fetchesPerTurn: number,
): Readonly<{ parts: readonly Part[]; stuck: readonly string[] }> {
  const { from, to } = plan.message.backfill ?? { from: 0, to: 0 };
  // Windows are in the order of their pages: the last of a target stays.
  const last = new Map(windows.map(({ target, signed }) => [target, signed.window.start]));
  const behind = outcomes.filter(({ behind: isBehind }) => isBehind).map(({ target }) => target);
  const unfinished = behind.filter((target) => (last.get(target) ?? from) + WINDOW_MS < to);
  const stuck = unfinished.filter((target) => (last.get(target) ?? from) <= from);
  const reached = unfinished
    .filter((target) => !stuck.includes(target))
    .map((target): Reached => {
      const at = last.get(target) ?? from;
      return { target, from: at, pages: pagesFor(to - at, at - from) };
    })
    .sort((a, b) => a.from - b.from || (a.target < b.target ? -1 : 1));
  return { parts: inMessages(reached, fetchesPerTurn), stuck };
}

/** As many as it takes at the pace of the pages that came, which may have been several. */
const pagesFor = (leftMs: number, doneMs: number): number =>
  Math.min(PAGES_PER_TARGET, Math.ceil(leftMs / doneMs));

function inMessages(reached: readonly Reached[], fetchesPerTurn: number): Part[] {
  const parts: Part[] = [];
  let [first, pages] = [0, 0];
  for (const [i, each] of reached.entries()) {
    pages += each.pages;
    const isFull = i + 1 - first === TARGETS_PER_MESSAGE || pages >= fetchesPerTurn;
    if (i + 1 < reached.length && !isFull) continue;
    const own = reached.slice(first, i + 1);
    const targets = own.map(({ target }) => target).sort();
    parts.push({ from: own[0]?.from ?? 0, targets });
    [first, pages] = [i + 1, 0];
  }
  return parts;
}
