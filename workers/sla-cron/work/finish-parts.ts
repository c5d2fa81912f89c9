import { jobLine, jobsIn, rowsIn } from "../../../schema/sla/publish/document-lines.ts";
import { saidIn } from "../../../schema/sla/publish/job-line.ts";
import { jobRange } from "../../../schema/sla/publish/partitions.ts";
import { JOBS_PER_PACK, ROLLUPS_PER_PACK } from "../../../schema/sla/publish/packs.ts";
import { openTally } from "../../../schema/sla/publish/tally.ts";
import { tallyRequestsAndJobs } from "../../../schema/sla/publish/tally-requests-and-jobs.ts";
import { sha256, utf8 } from "../../../schema/wire/canonical.ts";
import type { HourWork } from "./hour-work.ts";
import { hourFactsOf } from "./overview.ts";
import { spreadRows } from "./tally-shard.ts";

/** Joins and counts the jobs and requests of one part. */
export async function tallyPart(work: HourWork, part: number): Promise<void> {
  const { progress, streams } = work;
  const about = await hourFactsOf(work);
  const [tellings, told] = [
    await streams.lines(`sides/${part}`),
    await streams.lines(`told/${part}`),
  ];
  const said = saidIn(tellings, told, about);
  const tally = openTally(progress.hour);
  for (const job of tallyRequestsAndJobs(tally, said, about)) {
    if (job.state === "decided") progress.decided += 1;
    else progress.open += 1;
    const range = jobRange(job, progress.hour, progress.parts);
    streams.append(`jobs/${range}`, jobLine(job));
  }
  spreadRows(work, tally);
  streams.drop(`sides/${part}`);
  streams.drop(`told/${part}`);
}

/** Puts one range of the rows into their order and into packs. */
export async function packRows(work: HourWork, range: number): Promise<void> {
  const rows = rowsIn(await work.streams.lines(`rows/${range}`));
  await pack(work, "rollups", range, rows, ROLLUPS_PER_PACK);
  work.streams.drop(`rows/${range}`);
}

/** Puts one range of the jobs into their order and into packs. */
export async function packJobs(work: HourWork, range: number): Promise<void> {
  const jobs = jobsIn(await work.streams.lines(`jobs/${range}`));
  await pack(work, "jobs", range, jobs, JOBS_PER_PACK);
  work.streams.drop(`jobs/${range}`);
}

/** Cuts what is left of the range before, and this one, into packs; of the last range all that is left is one. */
async function pack(
  { progress, streams }: HourWork,
  name: "jobs" | "rollups",
  range: number,
  added: readonly string[],
  size: number,
): Promise<void> {
  const rest = `left/${name}/${range}`;
  const all = [...(await streams.lines(rest)), ...added];
  streams.drop(rest);
  const isLast = range === progress.parts - 1;
  const packs = progress.packs[name];
  let from = 0;
  for (; all.length - from >= size || isLast; from += size) {
    const items = all.slice(from, from + size);
    if (items.length === 0 && packs.length > 0) break;
    const text = `[${items.join(",")}]`;
    streams.append(`packs/${name}/${packs.length}`, text);
    packs.push(await sha256(utf8(text)));
  }
  for (const item of all.slice(from)) streams.append(`left/${name}/${range + 1}`, item);
}
