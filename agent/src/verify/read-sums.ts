import { digestOf } from "../../../schema/wire/canonical.ts";
import { PublishedHour } from "../../../schema/wire/hour.ts";
import type { Compliance } from "../../../schema/wire/compliance.ts";
import type { Address } from "../../../schema/wire/identifier.ts";
import { Rollup } from "../../../schema/wire/rollup.ts";
import { readPacks } from "../published/read-packs.ts";
import { jsonOf, type Source } from "../published/source.ts";
import { compare, type Finding } from "./finding.ts";
import type { Verification } from "./verify-hour.ts";

/** The sums of one hour's version, and whether they were recomputed here or are as published. */
export type HourSums = Readonly<{
  hour: PublishedHour;
  rollups: readonly Rollup[];
  recomputed: boolean;
  findings: readonly Finding[];
}>;

/**
 * The sums that a score names: those that were recomputed where the hour was verified, else the published ones, which
 * must have the digests that the hour and the score say.
 *
 * @throws Refusal where they cannot be had
 */
export async function readSums(
  source: Source,
  { hour, version, digest }: Compliance["hours"][number],
  verified: readonly Verification[],
): Promise<HourSums> {
  const known = verified.find(
    (each) => each.hour.hour === hour && each.hour.version === version && each.publication !== null,
  );
  const what = `${hour} version ${version}`;
  if (known?.publication) {
    const { rollups } = known.publication;
    const findings = compare(`digest of ${what} in the scores`, digest, known.hour.digest);
    return { hour: known.hour, rollups, recomputed: true, findings };
  }
  const path = `/v1/hours/${hour}/${version}`;
  const published = await jsonOf(source, path, PublishedHour);
  const read = await readPacks(source, published, "rollups", Rollup.array());
  const { digest: own, ...body } = published;
  const findings = [
    ...compare(`digest of ${what} in the scores`, digest, own),
    ...compare(`digest of ${what}`, own, await digestOf(body)),
    ...read.findings,
  ];
  return { hour: published, rollups: read.items, recomputed: false, findings };
}

/** Sums of live traffic by the orchestrator that they are of. */
export const byOrchestrator = (rollups: readonly Rollup[]): Map<Address, Rollup[]> => {
  const rows = new Map<Address, Rollup[]>();
  for (const row of rollups)
    if (row.orchestrator !== null && row.purpose === "live") {
      const own = rows.get(row.orchestrator);
      if (own === undefined) rows.set(row.orchestrator, [row]);
      else own.push(row);
    }
  return rows;
};
