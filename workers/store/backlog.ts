import { inArray, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import * as z from "zod";
import { hourOf, previousHour } from "../../schema/sla/hour.ts";
import { rawKey } from "../../schema/sla/raw-key.ts";
import { ledger } from "../../schema/tables/ledger.ts";
import type { Status } from "../../schema/wire/api/status.ts";
import { LedgerTarget } from "../../schema/wire/ledger-row.ts";
import { Count } from "../../schema/wire/quantity.ts";
import { Target } from "../../schema/wire/target.ts";
import { slotStartSql } from "./slot-start.ts";

/** Slots that the scraper looks back to: what has not been folded then is not made up for by its turn. */
const LOOK_BACK_SLOTS = 2;

const NOT_SCRAPED = "nothing was published yet: which turns were due is not known";
const NOT_ANSWERED = "some agents did not answer their last probe: what they hold is not known";
const UNCOUNTED = "agents' cursors are opaque: none says how many windows it holds";

/** What was due and is not here yet, of enabled targets, as of a moment. @param slotSeconds null where it is not known */
export async function readBacklog(
  db: DrizzleD1Database,
  enabled: readonly Target[],
  slotSeconds: number | null,
  nowMs: number,
): Promise<Status["backlog"]> {
  if (slotSeconds === null)
    return { turns: null, agents: null, windows: null, reason: NOT_SCRAPED };
  const [turns, held] = await Promise.all([
    missingTurns(db, dueTurns(enabled, slotSeconds, nowMs), nowMs),
    heldBy(db, nowMs),
  ]);
  const isYoung = (target: Target) => target.registered_at > nowMs - 2 * slotSeconds * 1000;
  const asked = enabled.filter((target) => held.has(target.id) || !isYoung(target));
  const agents = asked.filter(({ id }) => held.get(id) === true).length;
  if (!asked.every(({ id }) => held.has(id)))
    return { turns, agents, windows: null, reason: NOT_ANSWERED };
  if (turns + agents > 0) return { turns, agents, windows: null, reason: UNCOUNTED };
  return { turns, agents, windows: 0, reason: null };
}

/** Keys of the raw objects of the ended slots that are looked back to. */
function dueTurns(enabled: readonly Target[], slot_seconds: number, nowMs: number): string[] {
  const slotNow = Math.floor(nowMs / (slot_seconds * 1000));
  const slots = Array.from({ length: LOOK_BACK_SLOTS }, (_, i) => slotNow - LOOK_BACK_SLOTS + i);
  return slots.flatMap((slot) => {
    const registered = enabled.filter(
      ({ registered_at }) => registered_at < (slot + 1) * slot_seconds * 1000,
    );
    return [...new Set(registered.map(({ shard }) => shard))].map((shard) =>
      rawKey({ schema: "livepeer.sla.scrape/1", slot, slot_seconds, shard, backfill: null }),
    );
  });
}

const hoursOf = (nowMs: number) => [previousHour(hourOf(nowMs)), hourOf(nowMs)];

async function missingTurns(
  db: DrizzleD1Database,
  due: readonly string[],
  nowMs: number,
): Promise<number> {
  const rows = await db.all(sql`
    SELECT count(DISTINCT o.key) AS folded FROM ${ledger}, json_each(${ledger.body}, '$.objects') AS o
    WHERE ${inArray(ledger.hour, hoursOf(nowMs))} AND o.key IN (SELECT value FROM json_each(${JSON.stringify(due)}))`);
  return due.length - (z.strictObject({ folded: Count }).array().parse(rows)[0]?.folded ?? 0);
}

const Held = z.strictObject({
  target: Target.shape.id,
  behind: z.int().nullable(),
  outcomes: z.string(),
  slot: Count,
  start: Count,
});

const SLOT = sql`(t.value ->> '$.cursor.slot')`;

/** Whether each target held more than it was asked for, of those that answered the newest probe of this hour or the one before. */
async function heldBy(db: DrizzleD1Database, nowMs: number): Promise<Map<string, boolean>> {
  // Of a group, SQLite takes the columns beside a single max() from the row that has it.
  const rows = await db.all(sql`
    SELECT t.key AS target, t.value ->> '$.cursor.behind' AS behind,
      t.value -> '$.outcomes' AS outcomes, ${SLOT} AS slot, max(${slotStartSql(SLOT, sql`hour`)}) AS start
    FROM ${ledger}, json_each(${ledger.body}, '$.targets') AS t
    WHERE ${inArray(ledger.hour, hoursOf(nowMs))} AND ${SLOT} IS NOT NULL
    GROUP BY t.key`);
  return new Map(
    Held.array()
      .parse(rows)
      .filter(
        ({ outcomes, slot }) =>
          LedgerTarget.shape.outcomes.parse(JSON.parse(outcomes))[slot] === "ok",
      )
      .map(({ target, behind }) => [target, behind === 1]),
  );
}
