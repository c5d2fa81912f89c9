import type { Publication } from "../../../schema/sla/publish/publish-hour.ts";
import type { PublishedHour } from "../../../schema/wire/hour.ts";
import { Job } from "../../../schema/wire/job.ts";
import { Rollup } from "../../../schema/wire/rollup.ts";
import { readPacks } from "../published/read-packs.ts";
import type { Source } from "../published/source.ts";
import { differences, type Finding } from "./finding.ts";

/** Checks the jobs and the sums that are served for a version against its digests, and names what is another. */
export async function checkDocuments(
  source: Source,
  published: PublishedHour,
  { jobs, rollups }: Publication,
): Promise<Finding[]> {
  const path = `/v1/hours/${published.hour}/${published.version}`;
  const served = await readPacks(source, published, "jobs", Job.array());
  const sums = await readPacks(source, published, "rollups", Rollup.array());
  return [
    ...served.findings,
    ...(served.findings.length === 0
      ? []
      : differences(`${path}/jobs`, byName(served.items, jobName), byName(jobs, jobName))),
    ...sums.findings,
    ...(sums.findings.length === 0
      ? []
      : differences(`${path}/rollups`, byName(sums.items, rowName), byName(rollups, rowName))),
  ];
}

const byName = <T>(values: readonly T[], nameOf: (value: T) => string): Record<string, T> =>
  Object.fromEntries(values.map((value) => [nameOf(value), value]));

const jobName = ({ id }: Job): string => id;

const { sums: _sums, hour: _hour, ...KEY } = Rollup.shape;

/** What a row is about, without what it does not say, in the order of the schema whatever order it is written in. */
const rowName = (row: Rollup): string =>
  `{${Object.keys(KEY)
    .map((part) => row[part as keyof typeof KEY])
    .filter((part) => part !== null)
    .join(" ")}}`;
