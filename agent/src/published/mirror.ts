import { join } from "node:path";
import { HOUR_MS, hourOf, hourStart } from "../../../schema/sla/hour.ts";
import { canonicalBytes } from "../../../schema/wire/canonical.ts";
import type { Period } from "../../../schema/wire/compliance.ts";
import { PublishedHour } from "../../../schema/wire/hour.ts";
import type { Scores } from "../../../schema/wire/scores.ts";
import { fileOf } from "./file-of.ts";
import { hoursBehind, objectivesOf, policiesOf } from "./hours-behind.ts";
import { type MirrorNote, NOTE_FILE } from "./mirror-note.ts";
import { packPaths } from "./read-packs.ts";
import { readScores } from "./read-scores.ts";
import { jsonOf, type Source } from "./source.ts";
import { type Asked, versionsAsked } from "./versions.ts";
import { documentsOf } from "./walk.ts";
import { copyInto, writeWhole } from "./write-folder.ts";

/** What a mirror did: what it holds now, how many hours that is, and how many files were new. */
export type Mirrored = MirrorNote & Readonly<{ hours: number; fetched: number }>;

/**
 * Copies hours, all that they are made from and the newest scores into a folder. It may be ended at any time and begun
 * again: what is there is not fetched twice. The note of what the folder holds is written last.
 */
export async function mirror(
  source: Source,
  folder: string,
  asked: Asked,
  periods: readonly Period[],
): Promise<Mirrored> {
  let fetched = 0;
  const copy = async (...listed: Parameters<typeof copyInto>[2][]) => {
    for (const each of listed) fetched += (await copyInto(folder, source, each)) ? 1 : 0;
  };
  // First, so that the hours which they name are not older than those that are copied after them.
  const { packs, lists } = await readScores(source, null);
  for (const { path: at, bytes, is: pack } of packs) {
    const { hours } = hoursBehind(pack, periods);
    for (const { hour, version } of hours) {
      const path = `/v1/hours/${hour}/${version}`;
      const published = await jsonOf(source, path, PublishedHour);
      await copy(
        ...packPaths(published, "rollups").map((pack) => ({ path: pack.path, sha256: null })),
        { path: `/v1/registry/${published.registry_version}`, sha256: null, optional: true },
        { path, sha256: null },
      );
    }
    for (const digest of new Set([...objectivesOf(pack), ...policiesOf(pack, periods)]))
      await copy({ path: `/v1/policy/${digest}`, sha256: digest });
    await write(at, bytes);
  }
  for (const { path, bytes } of lists) await write(path, bytes);
  const pointer: Scores = {
    schema: "livepeer.sla.scores/2",
    packs: packs.map(({ range }) => range),
    lists: lists.map(({ range }) => range),
  };
  if (packs.length > 0) await write("/v1/scores", canonicalBytes(pointer));
  const { versions, days } = await versionsAsked(source, asked);
  for await (const listed of documentsOf(source, versions)) await copy(listed);
  for (const day of days) await write(`/v1/days/${day.day}`, canonicalBytes(day));
  const hours = versions.map(({ hour }) => hour).toSorted();
  const [first, last] = [hours.at(0), hours.at(-1)];
  if (first === undefined || last === undefined) throw new TypeError("a mirror without hours");
  const to = hourOf(hourStart(last) + HOUR_MS);
  const note: MirrorNote = {
    schema: "livepeer.sla.mirror/1",
    source: source.place,
    from: first,
    to,
    periods: [...periods],
  };
  await writeWhole(join(folder, NOTE_FILE), `${JSON.stringify(note, null, 2)}\n`);
  return { ...note, hours: hours.length, fetched };

  async function write(path: string, bytes: Uint8Array): Promise<void> {
    const file = fileOf(path);
    if (file !== null) await writeWhole(join(folder, file), bytes);
  }
}
