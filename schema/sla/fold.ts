import type { Sha256 } from "../wire/identifier.ts";
import type { LedgerRow, LedgerTarget } from "../wire/ledger-row.ts";
import type { Hour } from "../wire/quantity.ts";
import type { RawObject, WindowLine } from "../wire/raw.ts";
import { windowDigest } from "./chain.ts";
import { hourOf } from "./hour.ts";
import { EMPTY_TARGET, newestVersion, uniteWindows } from "./merge-rows.ts";
import { slotHour } from "./raw-key.ts";

export { mergeRows } from "./merge-rows.ts";

/** What a raw object adds to the ledger: per hour, per shard, a row to be merged with what is there. */
export type Folded = ReadonlyMap<Hour, ReadonlyMap<number, LedgerRow>>;

/** A probe that took less is not remembered: five quiet windows are 3 KB, and an hour has at most 60 turns. */
const MANY_BYTES = 32 * 1024;

/**
 * What a raw object says, as rows of the ledger: a pure function of its bytes. Windows go to their own hour; outcomes
 * and cursors go to the hour of the slot, and a backfill, which is no probe, has none. A cursor that is no Unicode, or too long, is none. Hours come oldest first and the
 * slot's own last: its mark says that the whole object is folded.
 *
 * @param key     where the object is kept
 * @param sha256  of its stored bytes
 */
export async function foldObject(key: string, sha256: Sha256, raw: RawObject): Promise<Folded> {
  const { message } = raw.plan;
  const own = slotHour(message);
  const windows = Map.groupBy(raw.windows, ({ signed }) => hourOf(signed.window.start));
  const received = new Map(raw.outcomes.map(({ target, received_at }) => [target, received_at]));
  const hours = [...windows.keys()].filter((hour) => hour !== own).sort();
  const folded = new Map<Hour, ReadonlyMap<number, LedgerRow>>();
  for (const hour of [...hours, own]) {
    const targets = await foldWindows(windows.get(hour) ?? [], received);
    if (hour === own && message.backfill === null)
      for (const { target, outcome, cursor, behind, taken_bytes = 0 } of raw.outcomes)
        targets.set(target, {
          ...(targets.get(target) ?? EMPTY_TARGET),
          outcomes: { [message.slot]: outcome },
          cursor: {
            slot: message.slot,
            cursor: cursor !== null && isKept(cursor) ? cursor : null,
            ...(behind && { behind }),
          },
          ...(taken_bytes < MANY_BYTES ? {} : { taken: { [message.slot]: taken_bytes } }),
        });
    const row = { objects: { [key]: sha256 }, targets: Object.fromEntries(targets) };
    folded.set(hour, new Map([[message.shard, row]]));
  }
  return folded;
}

async function foldWindows(
  lines: readonly WindowLine[],
  received: ReadonlyMap<string, number>,
): Promise<Map<string, LedgerTarget>> {
  const targets = new Map<string, LedgerTarget>();
  for (const [target, own] of Map.groupBy(lines, (line) => line.target)) {
    const entries = await Promise.all(own.map(({ signed }) => entryOf(signed)));
    const last_received_at = received.get(target) ?? null;
    const told = own.map(({ signed: { window } }) => ({
      start: window.start,
      agent_version: window.agent_version,
    }));
    targets.set(target, {
      ...EMPTY_TARGET,
      ...uniteWindows(entries),
      last_received_at,
      ...newestVersion(told),
    });
  }
  return targets;
}

/** An epoch's name is kept up to so many characters: as many as our agent's has, of which each is random. */
const EPOCH_CHARS = 16;

/** A window's name in a row of the ledger. */
export const ledgerKey = ({ window: { epoch, seq } }: WindowLine["signed"]): string =>
  `${epoch.slice(0, EPOCH_CHARS)}/${seq}`;

/** A cursor beyond this as JSON is not kept, and its agent is asked from its earliest window on. Ours has 20 characters. */
const CURSOR_CHARS = 160;

const isKept = (cursor: string): boolean =>
  cursor.isWellFormed() && JSON.stringify(cursor).length <= CURSOR_CHARS;

const entryOf = async (signed: WindowLine["signed"]) =>
  [ledgerKey(signed), (await windowDigest(signed)).slice(0, 16)] as const;
