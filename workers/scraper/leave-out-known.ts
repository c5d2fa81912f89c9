import type { DrizzleD1Database } from "drizzle-orm/d1";
import { checkPage, windowDigest } from "../../schema/sla/chain.ts";
import { ledgerKey } from "../../schema/sla/fold.ts";
import { hourOf, previousHour } from "../../schema/sla/hour.ts";
import { MAX_FLAGGED_PER_TARGET, MAX_WINDOWS_PER_TARGET } from "../../schema/sla/merge-rows.ts";
import { slotHour } from "../../schema/sla/raw-key.ts";
import type { AgentKey } from "../../schema/wire/identifier.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { RawObject, WindowLine } from "../../schema/wire/raw.ts";
import { type KnownWindows, knownWindows } from "../store/known-windows.ts";

/**
 * Leaves windows of old hours out that the ledger has already, or has no room for: replayed, they would change its rows and
 * publish hours of long ago again in every slot. What a target has left is checked again, since a window may have
 * been believed by one that is gone; where it is not believed, none of its old ones are kept, and none at all where that does
 * not help: within one object every window is believed. A backfill keeps all: it may be there to fill the archive.
 */
export async function leaveOutKnown(db: DrizzleD1Database, raw: RawObject): Promise<RawObject> {
  const { message } = raw.plan;
  const own = slotHour(message);
  const recent = new Set<Hour>([own, previousHour(own)]);
  const isOld = ({ signed }: WindowLine) => !recent.has(hourOf(signed.window.start));
  const old = raw.windows.filter(isOld);
  if (old.length === 0 || message.backfill !== null) return raw;
  const hours = [...new Set(old.map(({ signed }) => hourOf(signed.window.start)))];
  const targets = [...new Set(old.map(({ target }) => target))];
  const known = await knownWindows(db, message.shard, hours, targets);
  const out = new Set<WindowLine>();
  for (const line of old) if (!(await adds(line, known))) out.add(line);
  if (out.size === 0) return raw;
  for (const { id, agent } of raw.plan.targets) {
    const left = raw.windows.filter((line) => line.target === id && !out.has(line));
    if (left.length === 0 || !targets.includes(id)) continue;
    if (await isBelieved(left, agent)) continue;
    const recents = left.filter((line) => !isOld(line));
    for (const line of (await isBelieved(recents, agent)) ? left.filter(isOld) : left)
      out.add(line);
  }
  const outcomes = raw.outcomes.map((outcome) => {
    const known_already = [...out].filter(({ target }) => target === outcome.target).length;
    const refused = { ...outcome.refused, known_already };
    return known_already === 0 ? outcome : { ...outcome, refused };
  });
  return { ...raw, outcomes, windows: raw.windows.filter((line) => !out.has(line)) };
}

const isBelieved = async (lines: readonly WindowLine[], agent: AgentKey): Promise<boolean> =>
  (await checkPage(
    lines.map(({ signed }) => signed),
    agent,
  )) === null;

/**
 * Whether a window tells the ledger anything. Of a key that has two digests it has heard enough: a third, however small, would only
 * be another, and whoever signs them could send one in every slot.
 */
async function adds({ target, signed }: WindowLine, known: KnownWindows): Promise<boolean> {
  const row = known.get(`${hourOf(signed.window.start)}/${target}`);
  if (row === undefined) return true;
  const key = ledgerKey(signed);
  const kept = row.windows[key];
  if (kept === undefined) return Object.keys(row.windows).length < MAX_WINDOWS_PER_TARGET;
  if (row.equivocated.includes(key) || row.equivocated.length >= MAX_FLAGGED_PER_TARGET)
    return false;
  return !(await windowDigest(signed)).startsWith(kept);
}
