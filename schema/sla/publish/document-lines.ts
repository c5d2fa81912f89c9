import { canonicalJson } from "../../wire/canonical.ts";
import type { Job } from "../../wire/job.ts";
import type { Rollup } from "../../wire/rollup.ts";
import { fewRows, MOST_ROWS, uniteRows } from "./few-rows.ts";
import { jsonInOrder } from "./json-in-order.ts";
import { keyName, nameInView } from "./row.ts";
import { type Part, rowsJson } from "./row-json.ts";
import { inOrder } from "./tally.ts";

// Jobs and rows of a large hour go to their place in its documents as text: what they sort by, a tab, canonical JSON.

/** A job as `jobDocument` makes it, to be sorted. */
export const jobLine = (job: Job): string => `${job.started_at} ${job.id}\t${jsonInOrder(job)}`;

/** Jobs as they are published, in the order of `byStart`. */
export const jobsIn = (lines: readonly string[]): string[] => [...lines].sort().map(textOf);

/** The rows of a part of a tally, to be sorted. */
export function rowLines(part: Part): string[] {
  const name = keyName(part.key);
  return rowsJson(part).map(({ witness, json }) => `${nameInView(name, witness)}\t${json}`);
}

/**
 * Rows as they are published, in the order of their keys. Only the rows of an owner who has two of one name, or too many,
 * are read and added.
 *
 * @param lines  all rows of whole owners, from one or several tallies
 */
export function rowsIn(lines: readonly string[]): string[] {
  const texts: string[] = [];
  const sorted = [...lines].sort();
  for (let from = 0; from < sorted.length;) {
    const owner = ownerOf(sorted[from] ?? "");
    let to = from + 1;
    while (to < sorted.length && ownerOf(sorted[to] ?? "") === owner) to += 1;
    const own = sorted.slice(from, to);
    for (const text of arePublished(owner, own) ? own.map(textOf) : added(own)) texts.push(text);
    from = to;
  }
  return texts;
}

const arePublished = (owner: string, own: readonly string[]): boolean =>
  owner !== NOBODY &&
  own.length <= MOST_ROWS &&
  own.every((line, i) => i === 0 || nameIn(line) !== nameIn(own[i - 1] ?? ""));

const added = (lines: readonly string[]): string[] =>
  inOrder(fewRows(uniteRows(lines.map((line) => JSON.parse(textOf(line)) as Rollup)))).map(
    canonicalJson,
  );

/** A row's name begins with its orchestrator. */
const ownerOf = (line: string): string => line.slice(0, line.indexOf(","));
const NOBODY = "[null";

const nameIn = (line: string): string => line.slice(0, line.indexOf("\t"));
const textOf = (line: string): string => line.slice(line.indexOf("\t") + 1);
