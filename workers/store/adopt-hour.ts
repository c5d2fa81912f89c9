import type { DrizzleD1Database } from "drizzle-orm/d1";
import { digestOf } from "../../schema/wire/canonical.ts";
import { PublishedHour } from "../../schema/wire/hour.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import { Rollup } from "../../schema/wire/rollup.ts";
import type { Archive } from "./archive.ts";
import { pointerTo } from "./archived-versions.ts";
import { publishedKey } from "./published-documents.ts";
import { writeVersion } from "./write-version.ts";

/**
 * Points to a version whose documents are in the archive already, as another deployment published it, and takes its sums.
 *
 * @returns null where it was done, else what is missing, or is not what its digest says
 */
export async function adoptHour(
  db: DrizzleD1Database,
  archive: Archive,
  { hour, version }: Readonly<{ hour: Hour; version: number }>,
  nowMs: number,
): Promise<string | null> {
  const read = async (name: "hour" | "rollups", pack = 0): Promise<unknown> => {
    const bytes = await archive.read(publishedKey(hour, version, name, pack));
    return bytes && JSON.parse(new TextDecoder().decode(bytes));
  };
  const published = PublishedHour.safeParse(await read("hour")).data;
  if (published === undefined) return `there is no ${publishedKey(hour, version, "hour")}`;
  const { digest, ...body } = published;
  if (published.hour !== hour || published.version !== version) return "it is of another hour";
  if ((await digestOf(body)) !== digest) return "the hour is not what its digest says";
  const digests = published.packs?.rollups ?? [published.rollups_digest];
  const rollups: Rollup[] = [];
  for (const [pack, expected] of digests.entries()) {
    const rows = Rollup.array().safeParse(await read("rollups", pack)).data;
    const key = publishedKey(hour, version, "rollups", pack);
    if (rows === undefined) return `there is no ${key}`;
    if ((await digestOf(rows)) !== expected) return `${key} is not what its digest says`;
    rollups.push(...rows);
  }
  await writeVersion(db, await pointerTo(published, nowMs, null), rollups, []);
  return null;
}
