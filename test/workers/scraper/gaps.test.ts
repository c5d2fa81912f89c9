import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { hourOf } from "../../../schema/sla/hour.ts";
import { ScrapeMessage } from "../../../schema/wire/raw.ts";
import { consume } from "../../../workers/scraper/consume.ts";
import { gapMessage } from "../../../workers/scraper/gap-message.ts";
import { gapsIn, hoursToCheck, resumedIn, seenIn } from "../../../workers/scraper/gaps.ts";
import type { Outgoing } from "../../../workers/scraper/send.ts";
import { ledgerRows } from "../../../workers/store/ledger.ts";
import { EMPTY_TARGET } from "../../../schema/sla/merge-rows.ts";
import { Hour } from "../../../schema/wire/quantity.ts";
import { scrapeMessage } from "../../support/raw.ts";
import { MINUTE, signedChain, targetOf, testAgent, windowsPage } from "../../support/windows.ts";
import { type Script, archive, db, delivered, json, registered, scripted } from "./scripted.ts";

const SLOT = MINUTE / 60_000;
const HOUR_MS = 3_600_000;
const H12 = Hour.parse("2026-01-09T12:00:00Z");
const H13 = Hour.parse("2026-01-09T13:00:00Z");
const at = (hour: Hour) => Date.parse(hour);

/** A row of the ledger in which a target has these windows. */
const row = (hour: Hour, windows: Record<string, string[]>) => ({
  hour,
  shard: 0,
  row: {
    objects: {},
    targets: Object.fromEntries(
      Object.entries(windows).map(([target, keys]) => [
        target,
        { ...EMPTY_TARGET, windows: Object.fromEntries(keys.map((key) => [key, "0".repeat(16)])) },
      ]),
    ),
  },
});
const gapsOf = (rows: ReturnType<typeof row>[]) => gapsIn(seenIn(rows));
const seqs = (from: number, to: number, epoch = "e") =>
  Array.from({ length: to - from }, (_, i) => `${epoch}/${from + i}`);

it("finds what is missing within an hour, and between two", () => {
  const whole = row(H12, { a: seqs(0, 60), b: seqs(0, 58), c: seqs(7, 60) });
  const next = row(H13, {
    a: seqs(60, 70),
    b: seqs(60, 70),
    c: [...seqs(60, 65), ...seqs(66, 70)],
  });
  expect(gapsOf([whole, next])).toEqual([
    { target: "b", from: at(H12), to: at(H13) + HOUR_MS },
    { target: "c", from: at(H13), to: at(H13) + HOUR_MS },
  ]);
  expect(gapsOf([whole])).toEqual([]);
});

it("takes epochs apart, and a row that is full for no gap", () => {
  expect(gapsOf([row(H12, { a: [...seqs(0, 5, "x"), ...seqs(9, 12, "y")] })])).toEqual([]);
  expect(gapsOf([row(H12, { a: [...seqs(0, 80), ...seqs(300, 340)] })])).toEqual([]);
});

it("does not know what is below an epoch that was not there the hour before: of each target one, with most windows", () => {
  const rows = [
    row(H12, { a: seqs(0, 60), b: seqs(0, 60, "old") }),
    row(H13, {
      a: seqs(60, 70),
      b: [...seqs(7, 10, "few"), ...seqs(9, 20, "many"), ...seqs(0, 15, "born")],
    }),
  ];
  const first = { target: "b", epoch: "many", seq: 9, hour: H13 };
  expect(resumedIn(H13, seenIn(rows))).toEqual([first]);
});

const DAY = 86_400;
/** The turns of a shard on so many days. */
const turnsOf = (slot_seconds: number, days: number) =>
  Array.from({ length: (days * DAY) / slot_seconds }, (_, i) =>
    scrapeMessage({ slot: Math.floor(MINUTE / 1000 / slot_seconds) + i, slot_seconds }),
  );

it.each([60, 300, 420, 1800, 3600])(
  "T = %i s: looks at every hour when it is new, a day later, and on its last day at the agents",
  (slotSeconds) => {
    const ages = new Map<string, number[]>();
    for (const message of turnsOf(slotSeconds, 20))
      for (const [before, hour] of hoursToCheck(message)) {
        expect(at(hour) - at(before)).toBe(HOUR_MS);
        const ageMs = message.slot * slotSeconds * 1000 - at(hour);
        ages.set(hour, [...(ages.get(hour) ?? []), ageMs / HOUR_MS]);
      }
    // Of the first and the last days not every look is among these.
    const whole = [...ages].toSorted().slice(7 * 24, -7 * 24);
    expect(whole.length).toBeGreaterThan(5 * 24);
    for (const [, own] of whole) {
      expect(own.some((age) => age >= 0 && age < 2)).toBe(true);
      expect(own.some((age) => age >= 24 && age < 26)).toBe(true);
      expect(own.some((age) => age >= 144 && age < 146)).toBe(true);
      expect(own.length).toBeLessThanOrEqual(4);
    }
  },
);

const ranges = [
  { target: "b".repeat(16), from: at(H12), to: at(H13) },
  { target: "a".repeat(16), from: at(H12), to: at(H13) },
  { target: "c".repeat(16), from: at(H13), to: at(H13) + HOUR_MS },
];

it("asks for one range at a time, the one that most targets miss, under a name that follows from what is asked", async () => {
  const ask = (slot: number) => gapMessage(scrapeMessage({ slot }), ranges, []);
  const one = await ask(SLOT);
  expect(one?.backfill?.targets).toEqual(["a".repeat(16), "b".repeat(16)]);
  expect(await ask(SLOT)).toEqual(one);
  expect(ScrapeMessage.parse(one)).toEqual(one);
  expect(await gapMessage(scrapeMessage(), [], [])).toBeNull();
});

it.each([60, 300, 1800, 3600])(
  "T = %i s: of several ranges that nobody fills each is asked for, by looks at the newest hours and by looks at old ones",
  async (slotSeconds) => {
    const alone = ranges.slice(1);
    for (const few of [alone, ranges])
      for (const isNewest of [true, false]) {
        const looks = turnsOf(slotSeconds, 2).filter((message) =>
          hoursToCheck(message).some(
            ([, hour]) => isNewest === message.slot * slotSeconds * 1000 - at(hour) < 2 * HOUR_MS,
          ),
        );
        const done: { slot: number; digest: string }[] = [];
        const asked = new Map<number, number>();
        for (const message of looks) {
          const { slot, backfill } = (await gapMessage(message, few, done)) ?? message;
          if (backfill === null) continue;
          done.push({ slot, digest: backfill.digest });
          asked.set(backfill.from, (asked.get(backfill.from) ?? 0) + 1);
        }
        expect([...asked.keys()].toSorted()).toEqual([at(H12), at(H13)]);
        // Twice as long after every time: in two days not more often than this.
        expect(Math.max(...asked.values())).toBeLessThanOrEqual(8);
      }
  },
);

it.each([60, 300, 1800, 3600])(
  "T = %i s: also where no answer was ever stored",
  async (slotSeconds) => {
    const asked = new Set<number | undefined>();
    for (const message of turnsOf(slotSeconds, 2))
      for (const [, hour] of hoursToCheck(message))
        if (message.slot * slotSeconds * 1000 - at(hour) >= 24 * HOUR_MS)
          asked.add((await gapMessage(message, ranges.slice(1), []))?.backfill?.from);
    expect(asked.size).toBe(2);
  },
);

it("recovers windows that were refused while a clock was wrong, of the agent that lacks them and of no other", async () => {
  const agents = await Promise.all([testAgent(), testAgent()]);
  const targets = await Promise.all(
    agents.map((agent, i) => targetOf(agent, { url: `https://a${i}.example` })),
  );
  await registered(targets);
  const [first, second] = targets;
  const chains = await Promise.all(
    agents.map((agent) => signedChain(agent, 30, { start: MINUTE - 600_000 })),
  );
  const asked: string[] = [];
  const script = Object.fromEntries(
    chains.map((chain, i) => [
      `a${i}.example`,
      ({ hostname, searchParams }: URL) => {
        const from = Date.parse(searchParams.get("from") ?? "");
        const after = Number(searchParams.get("after")?.slice(2) ?? 0);
        if (from) asked.push(hostname);
        const windows = chain.slice(after).filter(({ window }) => !from || window.start >= from);
        return json(windowsPage(windows, { next: "s/30", latest: "s/30" }));
      },
    ]),
  );
  const sent: Outgoing[] = [];
  const post = async (outgoing: readonly Outgoing[]) => void sent.push(...outgoing);
  // Our clock is 18 minutes behind for one turn: the last windows seem to be of the future, and the cursor passes them.
  await consume(delivered(), scripted(script, { now: () => MINUTE, post }));
  const windows = async (id = "") =>
    Object.keys((await ledgerRows(db, [hourOf(MINUTE)]))[0]?.row.targets[id]?.windows ?? {});
  expect(await windows(first?.id)).toHaveLength(13);
  const later = { now: () => MINUTE + HOUR_MS / 2, post };
  // The next window comes, and with it the gap is seen; the other agent sealed nothing more.
  const [one, other] = chains;
  const [agent] = agents;
  if (!one || !other || !agent) throw new Error("two agents");
  const next = await signedChain(agent, 1, {
    start: MINUTE + 1_200_000,
    seq: 31,
    prev: one[0]?.window.prev ?? ("0".repeat(64) as never),
  });
  const quarter = SLOT + 30;
  const grown = {
    ...script,
    "a0.example": (url: URL) =>
      url.searchParams.has("from")
        ? (script["a0.example"]?.(url) ?? json(null))
        : json(windowsPage(next)),
  };
  await consume(delivered({ slot: quarter - 1 }), scripted(grown, later));
  expect(sent).toEqual([]);
  await consume(delivered({ slot: quarter }), scripted(grown, later));
  expect(sent).toHaveLength(1);
  const [message] = sent;
  expect(message?.body).toMatchObject({ slot: quarter, backfill: { targets: [first?.id] } });
  // However late it comes: a backfill is never stale.
  const tomorrow = scripted(grown, { now: () => MINUTE + 24 * HOUR_MS });
  expect(await consume({ id: "gap", body: message?.body, attempts: 1 }, tomorrow)).toBe("ack");
  expect(asked).toEqual(["a0.example"]);
  expect(await windows(first?.id)).toHaveLength(31);
  expect(await windows(second?.id)).toHaveLength(13);
});

it("leaves a target alone that does not answer, or whose windows would not count any more", async () => {
  await env.DB.batch([env.DB.prepare("DELETE FROM ledger"), env.DB.prepare("DELETE FROM targets")]);
  const agent = await testAgent();
  const target = await targetOf(agent, {
    url: "https://gone.example",
    lookback_ms: 60_000,
    shard: 5,
  });
  await registered([target]);
  const all = await signedChain(agent, 5, { start: MINUTE - 60_000 });
  const some = windowsPage(all.filter((_, i) => i !== 3));
  const sent: Outgoing[] = [];
  const post = async (outgoing: readonly Outgoing[]) => void sent.push(...outgoing);
  const answering = { "gone.example": () => json(some) };
  const turn = (minute: number, script: Script) => {
    const now = () => MINUTE + minute * 60_000 + 1000;
    return consume(delivered({ shard: 5, slot: SLOT + minute }), scripted(script, { now, post }));
  };
  await turn(1, answering);
  await turn(30, {});
  await turn(60, answering);
  expect(sent).toEqual([]);
  // With longer patience the same look asks: the gap was there.
  await registered([{ ...target, lookback_ms: HOUR_MS }]);
  await archive.remove(await archive.list("raw/"));
  await turn(60, answering);
  expect(sent).toHaveLength(1);
});
