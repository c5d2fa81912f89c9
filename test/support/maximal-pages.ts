import { digestOf } from "../../schema/wire/canonical.ts";
import { Pseudonym } from "../../schema/wire/identifier.ts";
import type { JobEntry, JobTotals } from "../../schema/wire/job-entry.ts";
import { type SignedWindow, WINDOW_MS, type Window } from "../../schema/wire/window.ts";
import { delta, entry, totals } from "./job-entry.ts";
import { MINUTE, signedWindow, type TestAgent, windowsPage } from "./windows.ts";

const START = MINUTE - 10 * WINDOW_MS;

/** What stands around the windows of a page. */
const FRAME_BYTES = 1000;

/** The largest count that is written in four characters, and in sixteen by us. */
const HUGE = 9e15;
const HUGE_DELTA = Object.fromEntries(Object.keys(delta()).map((name) => [name, HUGE]));

/** As many jobs as asked for. @param of  the totals of each; null: they go on */
export const manyJobs = (
  count: number,
  of: JobTotals | null = null,
  more: Partial<JobEntry> = {},
): JobEntry[] =>
  Array.from({ length: count }, (_, i) => {
    const job = Pseudonym.parse(i.toString(16).padStart(16, "0"));
    return entry(of, { job, request: null, started_at: START, first_output_at: null, ...more });
  });

/** What the windows of a page hold that take much memory, each in its way. */
const CONTENTS: Readonly<Record<string, Partial<Window>>> = {
  "many small windows": {},
  "many jobs": { jobs: manyJobs(400) },
  "bins of histograms": {
    jobs: manyJobs(20, totals({ frames: Array<[0, 0, 0, 0]>(2048).fill([0, 0, 0, 0]) })),
  },
  "numbers that grow": { jobs: manyJobs(700, null, { delta: delta(HUGE_DELTA) }) },
  "text of two bytes": {
    collectors: Array(16).fill({ name: "gpu", status: "ok", reason: `€${"a".repeat(199)}` }),
  },
};

/** Pages that no schema takes: what parsing them takes is all. */
const REFUSED: Readonly<Record<string, (bytes: number) => string>> = {
  "nested arrays": (bytes) => "[".repeat(bytes / 2) + "]".repeat(bytes / 2),
  "empty arrays": (bytes) => `[${"[],".repeat(bytes / 3 - 2)}[]]`,
};

/**
 * The largest pages that an agent can send, by what is large in them: just below so many bytes, signed where that is of use, and
 * each says that there is more.
 */
export async function maximalPages(
  agent: TestAgent,
  bytes: number,
): Promise<ReadonlyMap<string, string>> {
  const pages = new Map(Object.entries(REFUSED).map(([name, of]) => [name, of(bytes)]));
  for (const [name, content] of Object.entries(CONTENTS)) {
    const one = await signedWindow(agent, content);
    // Digests in the place of null, and longer numbers.
    const count = Math.floor((bytes - FRAME_BYTES) / (textOf([one]).length + 70));
    pages.set(name, textOf(await atOnce(agent, Math.max(1, Math.min(990, count)), content)));
  }
  return pages;
}

/** A chain that lies within one minute: no hour of it is too old. */
async function atOnce(agent: TestAgent, count: number, content: Partial<Window>) {
  const chain: SignedWindow[] = [];
  for (let seq = 0; seq < count; seq++) {
    const below = chain.at(-1);
    const prev = below ? await digestOf(below) : null;
    chain.push(await signedWindow(agent, { ...content, start: START, seq, prev }));
  }
  return chain;
}

const textOf = (windows: readonly SignedWindow[]): string =>
  JSON.stringify(windowsPage(windows, { latest: "s/never" })).replaceAll(`${HUGE}`, "9e15");
