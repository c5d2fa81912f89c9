import type { DrizzleD1Database } from "drizzle-orm/d1";
import { RAW_PREFIX, rawPrefix } from "../../schema/sla/raw-key.ts";
import type { RebuildMessage } from "../../schema/wire/rebuild.ts";
import type { Archive } from "../store/archive.ts";
import { foldAll } from "../store/fold-object.ts";
import { type Patience, mergeIntoLedger } from "../store/ledger.ts";
import { adoptPlans, restoreRegistry, sealRegistry } from "../store/restore-registry.ts";
import { unmarkedRows } from "../store/unmarked-rows.ts";
import type { Verdict } from "./consume.ts";
import type { Post } from "./send.ts";

/** What a rebuild touches. */
export type RebuildPorts = Patience &
  Readonly<{
    db: DrizzleD1Database;
    archive: Archive;
    post: Post;
    log: (entry: object) => void;
    /** Raw objects that one step folds. */
    objectsPerStep: number;
  }>;

/** Rows of the ledger that a step writes, for each raw object that it may fold: a row is two statements of D1. */
const ROWS_PER_OBJECT = 3;

/** Versions of the registry that a step restores. */
const VERSIONS_PER_STEP = 30;

/**
 * One step of making the registry and the ledger again from the archive: some versions, or some rows of some raw objects, so few that
 * Free's 50 requests of an invocation suffice, however many hours an object has windows of. What is done already is seen in the
 * database, so that the same message goes on where it left off, and a step that comes twice changes nothing the second time; what
 * was never lost is left as it is. Windows that came late are in the raw objects of later slots: an hour is whole when the hours
 * after it, as far as agents keep windows, are rebuilt too. The hours are published again by the next run of the cron that finds
 * their ledger grown.
 */
export async function rebuildStep(step: RebuildMessage, ports: RebuildPorts): Promise<Verdict> {
  const { db, archive, post, log } = ports;
  const send = (after: string | null) => post([{ body: { ...step, after }, delaySeconds: 0 }]);
  if (step.after === null) {
    const left = await restoreRegistry(db, archive, VERSIONS_PER_STEP);
    log({ event: "rebuild.registry", left });
    await send(left > 0 ? null : "");
    return "ack";
  }
  const { keys, more } = await nextKeys(step, archive, ports.objectsPerStep);
  const folded = await foldSome(keys, ports);
  if (folded === "busy") return "retry";
  log({ event: "rebuild.step", first: keys[0] ?? null, objects: keys.length, ...folded });
  if (folded.left > 0) await send(step.after);
  else if (more) await send(keys.at(-1) ?? "");
  else {
    const version = await sealRegistry(db, archive);
    log({ event: "rebuild.done", to: step.to, registry_version: version });
  }
  return "ack";
}

/** Folds what rows lack of some raw objects, as many rows as a step writes; `left`: how many it does not. */
async function foldSome(keys: readonly string[], ports: RebuildPorts) {
  const { db, archive, log, objectsPerStep } = ports;
  const { entries, plans, unreadable } = await foldAll(archive, keys);
  for (const { key, error } of unreadable)
    log({ event: "rebuild.unreadable", key, reason: "bad_object", error });
  const lacking = await unmarkedRows(db, entries);
  const now = lacking.slice(0, objectsPerStep * ROWS_PER_OBJECT);
  for (const entry of now) if (!(await mergeIntoLedger(db, entry, ports))) return "busy";
  const left = lacking.length - now.length;
  if (left === 0) await adoptPlans(db, archive, plans);
  return { rows: now.length, left };
}

/** The next raw objects in the order of their keys, which is that of their hours; `more` where the range has others after them. */
async function nextKeys({ from, to, after }: RebuildMessage, archive: Archive, most: number) {
  const first = rawPrefix(from);
  const last = after !== null && after > first ? after : first;
  const listed = await archive.list(RAW_PREFIX, { after: last, most: most + 1 });
  const left = listed.filter((key) => key < rawPrefix(to));
  return { keys: left.slice(0, most), more: left.length > most };
}
