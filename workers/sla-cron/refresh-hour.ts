import { previousHour } from "../../schema/sla/hour.ts";
import { DEFAULT_POLICY } from "../../schema/sla/policy.ts";
import { publishHour } from "../../schema/sla/publish/publish-hour.ts";
import type { PublishedHour } from "../../schema/wire/hour.ts";
import { archivedVersions, inputsDigestOf, pointerTo } from "../store/archived-versions.ts";
import { objectDigests } from "../store/coverage.ts";
import { foldUnmarked } from "../store/fold-object.ts";
import { ledgerVersions } from "../store/ledger-versions.ts";
import { noteLedgerVersion, writeVersion } from "../store/write-version.ts";
import { type DueHour, ledgerVersionOf } from "./due-hours.ts";
import type { Ports } from "./ports.ts";
import { publishVersion } from "./publish-version.ts";
import { readInputs, slotSecondsOf } from "./read-inputs.ts";

/**
 * Publishes a new version of an hour where its inputs or its state are other than the latest version's. Documents first,
 * pointer and sums last, so that readers see the old version or the new one. A version that the archive holds
 * and the database has lost is taken up again.
 *
 * @returns null where the latest version still holds
 */
export async function refreshHour(
  { hour, state, closes, latest }: DueHour,
  nowMs: number,
  ports: Ports,
): Promise<PublishedHour | null> {
  const { db, archive, log } = ports;
  if (closes) {
    const { busy } = await foldUnmarked(db, archive, hour, ports);
    if (busy.length > 0) log({ event: "hour.fold_busy", hour, objects: busy });
  }
  const ledgerVersion = ledgerVersionOf(await ledgerVersions(db), hour);
  const digests = await objectDigests(db, previousHour(hour), hour);
  const listed = [...digests].map(([key, sha256]) => ({ key, sha256 }));
  if (listed.length === 0) return null;
  if (latest?.state === state && latest.inputsDigest === (await inputsDigestOf(listed))) {
    await noteLedgerVersion(db, latest, ledgerVersion);
    return null;
  }
  const objects = await readInputs(archive, digests);
  const archived = latest === null ? await archivedVersions(archive, hour) : [];
  const version = latest === null ? (archived.at(-1)?.version ?? 1) : latest.version + 1;
  const slotSeconds = slotSecondsOf(objects);
  const inputs = { hour, version, state, policy: DEFAULT_POLICY, slotSeconds, objects };
  const publication = await publishHour(inputs);
  const published = await publishVersion(archive, publication);
  const lost = archived.filter((older) => older.version < published.version);
  const older = await Promise.all(lost.map((each) => pointerTo(each, nowMs, null)));
  const pointer = await pointerTo(published, nowMs, ledgerVersion);
  await writeVersion(db, pointer, publication.rollups, older);
  return published;
}
