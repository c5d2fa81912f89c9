import { SnapshotPath, SnapshotsPage, SnapshotsQuery } from "../../../schema/wire/api/snapshots.ts";
import { RAW_PREFIX, rawPrefix } from "../../../schema/sla/raw-key.ts";
import type { Sha256 } from "../../../schema/wire/identifier.ts";
import { Hour } from "../../../schema/wire/quantity.ts";
import { fresh, refusal } from "../answer.ts";
import { readCursor, unknownCursor, writeCursor } from "../cursor.ts";
import { nothing } from "../nothing.ts";
import { route } from "../route.ts";
import type { Store } from "../store.ts";

const LIST_SECONDS = 30;

const list = route({
  path: "/v1/snapshots",
  summary: "Raw objects: what was asked, what was answered, every signed window.",
  parameters: { path: nothing, query: SnapshotsQuery },
  answers: SnapshotsPage,
  async handle({ store, query: { hour, limit, cursor } }) {
    const after = cursor === undefined ? null : readCursor(SnapshotPath.shape.key, cursor);
    if (cursor !== undefined && after === null) return unknownCursor(cursor);
    const prefix = hour === undefined ? RAW_PREFIX : rawPrefix(hour);
    const { objects, more } = await store.snapshots({ prefix, after, limit });
    const last = objects.at(-1);
    const known = await digestsOf(store, objects);
    return fresh(
      {
        schema: "livepeer.sla.snapshots/1" as const,
        snapshots: objects.map(({ key, size }) => ({
          key,
          size_bytes: size,
          sha256: known.get(key) ?? null,
        })),
        next: more && last ? writeCursor(last.key) : null,
      },
      LIST_SECONDS,
    );
  },
});

/** Digests by key. An object is folded into the hour of its slot, which its key begins with. */
async function digestsOf(
  store: Store,
  objects: readonly { key: string }[],
): Promise<ReadonlyMap<string, Sha256>> {
  const [first, last] = [objects.at(0), objects.at(-1)];
  if (!first || !last) return new Map();
  return store.objectDigests(slotHourOf(first.key), slotHourOf(last.key));
}

const slotHourOf = (key: string): Hour =>
  Hour.parse(`${key.slice(RAW_PREFIX.length, RAW_PREFIX.length + 13)}:00:00Z`);

const one = route({
  path: "/v1/snapshots/{key}",
  summary: "One raw object: the stored bytes, gzip of NDJSON, without Content-Encoding.",
  parameters: { path: SnapshotPath, query: nothing },
  answers: null,
  async handle({ store, path: { key } }) {
    const found = await store.snapshot(key);
    if (found === null) return refusal(404, `there is no raw object ${key}`);
    return { kind: "stored", contentType: "application/gzip", ...found, lifetime: "immutable" };
  },
});

/** Raw objects: the evidence. */
export const snapshots = [list, one];
