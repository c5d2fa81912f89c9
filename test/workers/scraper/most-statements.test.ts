import { beforeEach, expect, it } from "vitest";
import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { hourOf } from "../../../schema/sla/hour.ts";
import { Sha256 } from "../../../schema/wire/identifier.ts";
import type { ScrapeMessage } from "../../../schema/wire/raw.ts";
import type { SignedWindow } from "../../../schema/wire/window.ts";
import { consume } from "../../../workers/scraper/consume.ts";
import type { Outgoing } from "../../../workers/scraper/send.ts";
import { ledgerRows } from "../../../workers/store/ledger.ts";
import {
  MINUTE,
  signedWindow,
  targetOf,
  type TestAgent,
  testAgent,
  windowsPage,
} from "../../support/windows.ts";
import { counted } from "./counted.ts";
import { archive, db, delivered, json, registered, scripted } from "./scripted.ts";

const HOUR_MS = 3_600_000;
const PREV = Sha256.parse("1".repeat(64));
/** What one invocation may ask of D1 on Free. */
const FREE_QUERIES = 50;

beforeEach(async () => {
  await archive.remove(await archive.list(""));
  const tables = ["targets", "registry_versions", "ledger"];
  await env.DB.batch(tables.map((table) => env.DB.prepare(`DELETE FROM ${table}`)));
});

/** One window in each of some hours, so many hours back, none of which follows on another. */
const apart = (
  agent: TestAgent,
  hoursBack: readonly number[],
  first: number,
): Promise<SignedWindow[]> =>
  Promise.all(
    hoursBack
      .toSorted((a, b) => b - a)
      .map((back, i) =>
        signedWindow(agent, {
          start: MINUTE - back * HOUR_MS - 120_000,
          seq: first + 10 * i,
          prev: PREV,
        }),
      ),
  );

/** Of two agents eight old hours each; of the third, windows of this hour that follow on no known ones. */
const HOURS_BACK = [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [0, 1, 10, 11, 12, 13, 14, 15, 16, 17], [0]];

it("asks D1 at most 50 times in the worst turn: old windows of as many hours as it may take, and a look for gaps that finds some", async () => {
  const agents = await Promise.all(Array.from({ length: 6 }, testAgent));
  const targets = await Promise.all(
    agents.map((agent, i) => targetOf(agent, { url: `https://a${i}.example` })),
  );
  await registered(targets);
  const pages = await Promise.all(
    agents.map((agent, i) => apart(agent, HOURS_BACK[i % 3] ?? [], i % 3 === 2 ? 500 : 10)),
  );
  const { env: bindings, bill } = counted();
  const posted: Outgoing[] = [];
  // The first three have theirs in the turn before, so that the rows are there and are merged into.
  let has = (i: number): boolean => i < 3;
  const script = Object.fromEntries(
    pages.map((page, i) => [`a${i}.example`, () => json(windowsPage(has(i) ? page : []))]),
  );
  const ports = scripted(script, {
    db: drizzle(bindings.DB),
    post: async (outgoing) => void posted.push(...outgoing),
    queueOpsPerDay: 10_000,
  });
  const spent: number[] = [];
  // A look begins with the quarter of an hour.
  for (const minutes of [-1, 0]) {
    const before = bill.statements;
    const nowMs = MINUTE + minutes * 60_000 + 1000;
    const message = delivered({ slot: MINUTE / 60_000 + minutes, slot_seconds: 60 });
    await consume(message, { ...ports, now: () => nowMs });
    spent.push(bill.statements - before);
    has = (i) => i >= 3;
  }
  const hours = Array.from({ length: 24 }, (_, i) => hourOf(MINUTE - i * HOUR_MS));
  // The hour of now, the one before it, and 16 old ones: each is read and written.
  expect(await ledgerRows(db, hours)).toHaveLength(18);
  expect(posted.map(({ body }) => (body as ScrapeMessage).backfill?.targets)).toEqual([
    expect.arrayContaining([targets[3]?.id, targets[4]?.id]),
  ]);
  expect(spent[1]).toBeGreaterThan(2 * 18);
  expect(Math.max(...spent)).toBeLessThanOrEqual(FREE_QUERIES);
});
