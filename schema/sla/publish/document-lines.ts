import { canonicalJson } from "../../wire/canonical.ts";
import type { Job } from "../../wire/job.ts";
import type { Rollup } from "../../wire/rollup.ts";
import { MOST_ROWS } from "./few-rows.ts";
import { rowName } from "./row.ts";
import { openTally } from "./tally.ts";

// Jobs and rows of a large hour go to their place in its documents as text: what they sort by, a tab, canonical JSON.

/** A job, to be sorted. */
export const jobLine = (job: Job): string => `${job.started_at} ${job.id}\t${canonicalJson(job)}`;

/** Jobs as they are published, in the order of `byStart`. */
export const jobsIn = (lines: readonly string[]): string[] => [...lines].sort().map(textOf);

/** A row of a tally, to be sorted. */
export const rowLine = (row: Rollup): string => `${rowName(row)}\t${canonicalJson(ordered(row))}`;

/** Its members as RFC 8785 orders them: then nothing has to be sorted. Those of a tally's sums are. */
const ordered = ({ sums, witness, ...key }: Rollup): Rollup => ({
  gateway: key.gateway,
  gpu: key.gpu,
  hour: key.hour,
  model: key.model,
  orchestrator: key.orchestrator,
  pipeline: key.pipeline,
  purpose: key.purpose,
  region: key.region,
  sums: { amounts: sums.amounts, counts: sums.counts, histograms: sums.histograms },
  witness,
});

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

function added(lines: readonly string[]): string[] {
  const rows = lines.map((line) => JSON.parse(textOf(line)) as Rollup);
  const tally = openTally(rows[0]?.hour as Rollup["hour"]);
  for (const row of rows) tally.addRow(row);
  return tally.rows().map(canonicalJson);
}

/** A row's name begins with its orchestrator. */
const ownerOf = (line: string): string => line.slice(0, line.indexOf(","));
const NOBODY = "[null";

const nameIn = (line: string): string => line.slice(0, line.indexOf("\t"));
const textOf = (line: string): string => line.slice(line.indexOf("\t") + 1);
