import type { DrizzleD1Database } from "drizzle-orm/d1";
import { nextHour } from "../../schema/sla/hour.ts";
import { rawPrefix } from "../../schema/sla/raw-key.ts";
import type { RebuildMessage } from "../../schema/wire/rebuild.ts";
import type { Archive } from "../store/archive.ts";
import { foldAll } from "../store/fold-object.ts";
import { type Patience, mergeIntoLedger } from "../store/ledger.ts";
import { adoptPlans, restoreRegistry, sealRegistry } from "../store/restore-registry.ts";
import type { Verdict } from "./consume.ts";
import type { Post } from "./send.ts";

/** What a rebuild touches. */
export type RebuildPorts = Patience &
  Readonly<{
    db: DrizzleD1Database;
    archive: Archive;
    post: Post;
    now: () => number;
    log: (entry: object) => void;
    /** Raw objects that one step folds. */
    objectsPerStep: number;
  }>;

/** Hours without raw objects that one step passes over. */
const HOURS_PER_STEP = 24;

/**
 * One step of making the ledger and the registry again from the archive: some raw objects, or some empty hours. A step that comes
 * twice changes nothing the second time; what was never lost is left as it is. Windows that came late are in the raw objects of
 * later slots: an hour is whole when the hours after it, as far as agents keep windows, are rebuilt too. The hours are published
 * again by the next run of the cron that finds their ledger grown.
 */
export async function rebuildStep(step: RebuildMessage, ports: RebuildPorts): Promise<Verdict> {
  const { db, archive, post, now, log, objectsPerStep } = ports;
  if (step.after === null) await restoreRegistry(db, archive, now());
  const { hour, keys, more } = await nextKeys(step, archive, objectsPerStep);
  const { entries, plans, unreadable } = await foldAll(archive, keys);
  for (const { key, error } of unreadable) log({ event: "rebuild.unreadable", key, error });
  for (const entry of entries) if (!(await mergeIntoLedger(db, entry, ports))) return "retry";
  await adoptPlans(db, archive, plans, now());
  log({ event: "rebuild.step", hour, objects: keys.length, rows: entries.length });
  const after = keys.at(-1) ?? "";
  const from = more ? hour : nextHour(hour);
  if (more || from < step.to)
    await post([{ body: { ...step, from, after: more ? after : "" }, delaySeconds: 0 }]);
  else {
    const version = await sealRegistry(db, archive);
    log({ event: "rebuild.done", to: step.to, registry_version: version });
  }
  return "ack";
}

/** The next raw objects in the order of their keys, of one hour; `more` where that hour has others after them. */
async function nextKeys({ from, to, after }: RebuildMessage, archive: Archive, most: number) {
  let hour = from;
  for (let empty = 0; ; empty++) {
    const left = await archive.list(rawPrefix(hour), { after: after ?? "", most: most + 1 });
    const following = nextHour(hour);
    if (left.length > 0 || following >= to || empty === HOURS_PER_STEP)
      return { hour, keys: left.slice(0, most), more: left.length > most };
    hour = following;
  }
}
