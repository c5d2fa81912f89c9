import { HOUR_MS, hourOf, hourStart } from "../../../schema/sla/hour.ts";
import { sealHour } from "../../../schema/sla/publish/hour-document.ts";
import { packFields, ROLLUPS_PER_PACK } from "../../../schema/sla/publish/packs.ts";
import { utf8 } from "../../../schema/wire/canonical.ts";
import type { PublishedHour } from "../../../schema/wire/hour.ts";
import type { Rollup } from "../../../schema/wire/rollup.ts";
import { archivedVersions, pointerTo } from "../../store/archived-versions.ts";
import { latestVersion } from "../../store/hour-versions.ts";
import { publishedKey } from "../../store/published-documents.ts";
import { stageRows, writeVersion } from "../../store/write-version.ts";
import type { Ports } from "../ports.ts";
import { publishDay } from "../publish-day.ts";
import { publishPolicy } from "../publish-policy.ts";
import { claimVersion } from "../publish-version.ts";
import type { HourWork } from "./hour-work.ts";
import { clearWorkBefore } from "./progress.ts";

/** Seals the hour and claims its number. The policy that it names is there first: the hour's later versions need it. */
export async function claim({ progress, archive, policy }: HourWork, { db }: Ports): Promise<void> {
  const { hour, state, newest, packs } = progress;
  if (newest === null) throw new RangeError("an hour without raw objects");
  await publishPolicy(archive, { policy, digest: progress.policy });
  const latest = await latestVersion(db, hour);
  const lost = latest === null ? await archivedVersions(archive, hour) : [];
  const wanted = await sealHour({
    schema: "livepeer.sla.hour/1",
    hour,
    version: latest === null ? (lost.at(-1)?.version ?? 1) : latest.version + 1,
    state,
    policy: { id: policy.id, digest: progress.policy },
    registry_version: progress.registryVersion,
    slot_seconds: newest.slotSeconds,
    inputs: progress.inputs,
    windows: progress.windows,
    jobs: progress.decided,
    open_jobs: progress.open,
    equivocated: progress.equivocated.toSorted(),
    ...(await packFields(packs)),
  });
  progress.published = await claimVersion(archive, wanted);
}

/** Puts a pack of jobs or rollups where the version has it: the packs of jobs first. */
export async function putPack(work: HourWork, n: number): Promise<void> {
  const { packs } = work.progress;
  const isOfJobs = n < packs.jobs.length;
  const name = isOfJobs ? "jobs" : "rollups";
  const pack = isOfJobs ? n : n - packs.jobs.length;
  const { hour, version } = publishedIn(work);
  const text = await readPack(work, name, pack);
  await work.archive.put(publishedKey(hour, version, name, pack), utf8(text));
  if (isOfJobs) work.streams.drop(`packs/${name}/${pack}`);
}

/** Lays the sums of one pack ready beside those that are read, where the version has several. */
export async function stagePack(work: HourWork, { db }: Ports, pack: number): Promise<void> {
  if (!isLarge(work)) return;
  const rows = JSON.parse(await readPack(work, "rollups", pack)) as Rollup[];
  await stageRows(db, publishedIn(work), rows, pack * ROLLUPS_PER_PACK);
}

/** Moves the pointer, and with it the sums. Then nothing of the work is needed, nor the facts of hours long closed. */
export async function movePointer(
  work: HourWork,
  { db }: Ports,
  nowMs: number,
): Promise<PublishedHour> {
  const { archive, progress } = work;
  const published = publishedIn(work);
  const { hour } = published;
  const archived =
    (await latestVersion(db, hour)) === null ? await archivedVersions(archive, hour) : [];
  const lost = archived.filter((older) => older.version < published.version);
  const older = await Promise.all(lost.map((each) => pointerTo(each, nowMs, null)));
  const rows = isLarge(work)
    ? "staged"
    : (JSON.parse(await readPack(work, "rollups", 0)) as Rollup[]);
  const count = rows === "staged" ? progress.packs.rollups.length * ROLLUPS_PER_PACK : rows.length;
  const pointer = await pointerTo(published, nowMs, progress.ledgerVersion, count);
  await publishDay(db, archive, published);
  await writeVersion(db, pointer, rows, older);
  return published;
}

/** Facts are kept for so long after their hour: late windows come mostly in the next turns. */
const FACTS_KEPT_MS = 3 * HOUR_MS;

/** Once an hour closes, removes what is kept of hours long before it: should late data come, it is made again. */
export async function clearOldFacts({ archive, progress }: HourWork): Promise<void> {
  const { hour, closes } = progress;
  if (closes) await clearWorkBefore(archive, hourOf(Math.max(0, hourStart(hour) - FACTS_KEPT_MS)));
}

const isLarge = ({ progress }: HourWork): boolean => progress.packs.rollups.length > 1;

function publishedIn({ progress }: HourWork): PublishedHour {
  if (progress.published === null) throw new TypeError("a version without a number");
  return progress.published;
}

async function readPack({ streams }: HourWork, name: string, pack: number): Promise<string> {
  const [text] = await streams.lines(`packs/${name}/${pack}`);
  if (text === undefined) throw new TypeError(`no pack ${pack} of ${name}`);
  return text;
}
