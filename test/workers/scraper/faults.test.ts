import {
  createExecutionContext,
  createMessageBatch,
  createScheduledController,
  getQueueResult,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import { rawKey } from "../../../schema/sla/raw-key.ts";
import { hourOf } from "../../../schema/sla/hour.ts";
import { mergeRows } from "../../../schema/sla/merge-rows.ts";
import { canonicalJson } from "../../../schema/wire/canonical.ts";
import { LedgerRow } from "../../../schema/wire/ledger-row.ts";
import { Hour } from "../../../schema/wire/quantity.ts";
import { keepDeadLetter, oldestDeadLetters } from "../../../workers/store/dead-letters.ts";
import { ledgerRows } from "../../../workers/store/ledger.ts";
import { scraperOf } from "../../../workers/scraper/worker.ts";
import { scrapeMessage } from "../../support/raw.ts";
import { MINUTE, signedChain, targetOf, testAgent, windowsPage } from "../../support/windows.ts";
import { askOperator } from "./ask-operator.ts";
import { archive, db, json, registered, scripted } from "./scripted.ts";

// The failure modes of Workers, Queues, D1 and R2 that concern the scraper, each injected at its binding. Those that are
// tested where they belong are in docs/fault-matrix.md.

const HOUR = Hour.parse("2026-01-09T13:00:00Z");
const agent = await testAgent();
const target = await targetOf(agent, { url: "https://a.example" });
const chain = await signedChain(agent, 2, { start: MINUTE - 120_000 });
const script = { "a.example": () => json(windowsPage(chain)) };
const key = rawKey(scrapeMessage());

beforeEach(async () => {
  await archive.remove(await archive.list(""));
  await env.DB.batch(
    ["targets", "registry_versions", "ledger", "dead_letters"].map((table) =>
      env.DB.prepare(`DELETE FROM ${table}`),
    ),
  );
  await registered([target]);
});

/** Slots of a minute, instead of the preset's. */
const EVERY_MINUTE = { SLOT_SECONDS: "60" };

const logged: Record<string, unknown>[] = [];
const log = (entry: object) => void logged.push(entry as Record<string, unknown>);

/** Delivers the turn with bindings that fail; what the queue is told. */
async function deliver(bindings: Partial<typeof env> = {}, attempts = 1) {
  logged.length = 0;
  const worker = scraperOf(scripted(script, { log, random: () => 0 }));
  const message = { id: "1", body: scrapeMessage(), timestamp: new Date(0), attempts };
  const batch = createMessageBatch("livepeer-sla-scrapes", [message]);
  await worker.queue(batch as never, { ...env, ...bindings });
  const { explicitAcks, retryMessages } = await getQueueResult(batch, createExecutionContext());
  const waits = logged.find(({ event }) => event === "scrape.failed")?.["retry_s"];
  const isBack = explicitAcks.length === 0 && retryMessages.length === 1;
  return { acked: !isBack, delay: waits };
}

/** D1 that refuses some statements, in its own words. */
const refusing = (says: string, statements: RegExp): D1Database =>
  new Proxy(env.DB, {
    get: (of, name) =>
      name === "prepare"
        ? (query: string) => {
            if (statements.test(query)) throw new Error(says);
            return of.prepare(query);
          }
        : (Reflect.get(of, name) as unknown),
  });

const expectWhole = async () => {
  expect(await archive.list("raw/")).toEqual([key]);
  const [row] = await ledgerRows(db, [HOUR]);
  expect(Object.keys(row?.row.targets[target.id]?.windows ?? {})).toHaveLength(2);
  expect(
    await env.DB.prepare("SELECT count(*) AS n, sum(version) AS v FROM ledger").first(),
  ).toEqual({ n: 1, v: 1 });
};

// Cloudflare, "D1: debug", the list of errors.
it.each([
  ["D1_ERROR: Network connection lost.", "d1_lost", 5],
  ["D1_ERROR: Internal error in D1 DB storage caused object to be reset.", "d1_lost", 5],
  ["D1_ERROR: D1 DB reset because its code was updated.", "d1_lost", 5],
  ["D1_ERROR: D1 DB is overloaded. Requests queued for too long.", "d1_overloaded", 30],
  ["D1_ERROR: D1 DB is overloaded. Too many requests queued.", "d1_overloaded", 30],
  ["D1_ERROR: D1 DB exceeded its CPU time limit and was reset.", "d1_overloaded", 30],
])(
  "row D1 errors: %j when it folds: the message comes again later, and only folds",
  async (says, reason, seconds) => {
    const failed = await deliver({ DB: refusing(says, /^(insert|update)/i) });
    expect(failed).toEqual({ acked: false, delay: expect.any(Number) });
    expect(failed.delay).toBeGreaterThanOrEqual(seconds);
    expect(logged).toContainEqual(expect.objectContaining({ event: "scrape.failed", reason }));
    expect(await archive.list("raw/")).toEqual([key]);
    expect(await ledgerRows(db, [HOUR])).toEqual([]);
    expect((await deliver()).acked).toBe(true);
    await expectWhole();
  },
);

it("row D1 errors: nobody is asked while the database does not say whom, and all are when it does", async () => {
  const says = "D1_ERROR: Network connection lost.";
  expect((await deliver({ DB: refusing(says, /^select/i) })).acked).toBe(false);
  expect(await archive.list("")).toEqual(["registry/v1/1.json"]);
  expect((await deliver()).acked).toBe(true);
  await expectWhole();
});

it("row D1 daily quota: the message waits for midnight UTC, when the quota comes back", async () => {
  const says = "D1_ERROR: Your account has exceeded D1's maximum account daily rows written limit.";
  const { delay } = await deliver({ DB: refusing(says, /^(insert|update)/i) });
  const midnight = Date.UTC(2026, 0, 10);
  expect(delay).toBe((midnight - MINUTE) / 1000 - 1);
  expect((await deliver()).acked).toBe(true);
  await expectWhole();
});

it.each([
  ["refuses a write", "put: We encountered an internal error. Please try again. (10001)", "put"],
  [
    "has too many writes of a key",
    "put: Reduce your concurrent request rate for the same object. (10058)",
    "put",
  ],
  ["refuses a read", "get: Unspecified error (0) (10001)", "get"],
])(
  "row R2: it %s: the message comes again, and nothing is half there",
  async (_, says, operation) => {
    const ARCHIVE = new Proxy(env.ARCHIVE, {
      get: (of, name) =>
        name === operation
          ? () => Promise.reject(new Error(says))
          : (Reflect.get(of, name) as (...args: unknown[]) => unknown).bind(of),
    });
    expect((await deliver({ ARCHIVE })).delay).toBeGreaterThanOrEqual(10);
    expect(logged).toContainEqual(
      expect.objectContaining({ event: "scrape.failed", reason: "r2_refused" }),
    );
    expect(await ledgerRows(db, [HOUR])).toEqual([]);
    expect((await deliver()).acked).toBe(true);
    await expectWhole();
  },
);

it("row Queue send: what the queue refused is said, and sent by the ticks after it", async () => {
  const sent: unknown[] = [];
  const queue = (refuses: boolean) =>
    ({
      sendBatch: async (batch: Iterable<unknown>) => {
        if (refuses) throw new Error("Queue sendBatch failed: Too Many Requests");
        sent.push(...batch);
      },
    }) as unknown as Queue;
  const tick = async (minute: number, refuses: boolean) => {
    logged.length = 0;
    const worker = scraperOf(scripted(script, { log }));
    const scheduledTime = new Date(MINUTE + minute * 60_000);
    await worker.scheduled(createScheduledController({ scheduledTime }), {
      ...env,
      ...EVERY_MINUTE,
      SCRAPES: queue(refuses),
    });
  };
  await tick(0, true);
  expect(logged).toEqual([
    expect.objectContaining({ event: "scrape.not_planned", reason: "queue_refused" }),
  ]);
  for (const minute of [1, 2, 3]) await tick(minute, false);
  const slots = sent.map((one) => (one as { body: { slot: number } }).body.slot - MINUTE / 60_000);
  expect(slots).toEqual(expect.arrayContaining([0, 1, 2, 3]));
});

it("row SQL variables: a hundred dead letters and more are forgotten in one statement", async () => {
  const letters = Array.from({ length: 150 }, (_, i) => ({
    id: `letter-${i}`,
    body: JSON.stringify(scrapeMessage({ slot: i })),
    attempts: 5,
    receivedAt: i,
  }));
  for (const letter of letters) await keepDeadLetter(db, letter);
  const requeue = async () =>
    (await (await askOperator("/admin/dead-letters/requeue", { method: "POST" })).json()) as {
      requeued: string[];
      more: boolean;
    };
  const [first, second] = [await requeue(), await requeue()];
  expect([first.requeued.length, first.more, second.requeued.length, second.more]).toEqual([
    100,
    true,
    50,
    false,
  ]);
});

it("row Row size: a shard's row stays far below 1 MB at either preset", () => {
  const rowOf = (targets: number, windows: number, slots: number, keyOf: (i: number) => string) => {
    const of = {
      windows: Object.fromEntries(
        Array.from({ length: windows }, (_, i) => [keyOf(i), "0".repeat(16)]),
      ),
      equivocated: [],
      outcomes: Object.fromEntries(Array.from({ length: slots }, (_, i) => [29_466_541 + i, "ok"])),
      cursor: { slot: 29_466_541, cursor: "x".repeat(128) },
      last_received_at: MINUTE,
    };
    const ids = Array.from({ length: targets }, (_, i) => i.toString(16).padStart(16, "0"));
    const objects = Object.fromEntries(
      Array.from({ length: slots * 2 }, (_, i) => [
        `raw/v1/2026-01-09T13/${29_466_541 + i}:0.ndjson.gz`,
        "0".repeat(64),
      ]),
    );
    const row = { objects, targets: Object.fromEntries(ids.map((id) => [id, of])) };
    return canonicalJson(mergeRows(LedgerRow.parse(row), LedgerRow.parse(row), hourOf(MINUTE)))
      .length;
  };
  const honest = (i: number) => `e0123456789abcdef/${100_000 + i}`;
  expect(rowOf(40, 60, 12, honest)).toBeLessThan(500_000);
  expect(rowOf(100, 60, 60, honest)).toBeLessThan(1_000_000);
});

it("row Runtime update, CPU exceeded: a turn that is cut off while it asks left nothing, and its redelivery does it all", async () => {
  let asked = 0;
  const dying = scraperOf(
    scripted({
      "a.example": () => {
        asked += 1;
        return new Promise(() => {});
      },
    }),
  );
  const message = { id: "1", body: scrapeMessage(), timestamp: new Date(0), attempts: 1 };
  void dying.queue(createMessageBatch("livepeer-sla-scrapes", [message]) as never, {
    ...env,
  });
  await expect.poll(() => asked).toBe(1);
  expect(await archive.list("raw/")).toEqual([]);
  expect((await deliver({}, 2)).acked).toBe(true);
  await expectWhole();
});

it("row CPU exceeded: a turn that kills every invocation ends among the dead letters, is no_probe, and costs no other shard", async () => {
  const others = await testAgent();
  const other = await targetOf(others, { url: "https://b.example", shard: 1 });
  const calm = await signedChain(others, 1, { start: MINUTE - 60_000 });
  await registered([other]);
  const both = { ...script, "b.example": () => json(windowsPage(calm)) };
  const queueOf = (worker: ReturnType<typeof scraperOf>, queue: string, body: object) => {
    const message = { id: queue, body, timestamp: new Date(0), attempts: 1 };
    const batch = createMessageBatch(queue, [message]);
    return { batch, done: worker.queue(batch as never, { ...env }) };
  };
  let asked = 0;
  // An invocation that dies settles nothing and acknowledges nothing: the queue delivers again, `max_retries` times.
  const dying = scraperOf(
    scripted({ ...both, "a.example": () => (asked++, new Promise<never>(() => {})) }),
  );
  for (let delivery = 1; delivery <= 6; delivery++) {
    void queueOf(dying, "livepeer-sla-scrapes", scrapeMessage()).done;
    await expect.poll(() => asked).toBe(delivery);
  }
  await queueOf(dying, "livepeer-sla-scrapes", scrapeMessage({ shard: 1 })).done;
  const dead = queueOf(dying, "livepeer-sla-scrapes-dead", scrapeMessage());
  await dead.done;
  const { explicitAcks } = await getQueueResult(dead.batch, createExecutionContext());
  expect(explicitAcks).toHaveLength(1);
  const letters = await oldestDeadLetters(db, 10, null);
  expect(letters.map(({ body }) => JSON.parse(body) as object)).toEqual([scrapeMessage()]);
  expect(await archive.list("raw/")).toEqual([rawKey(scrapeMessage({ shard: 1 }))]);
  const slotsOf = async (id: string) =>
    (await ledgerRows(db, [HOUR])).flatMap(({ row }) =>
      Object.keys(row.targets[id]?.outcomes ?? {}),
    );
  const SLOT = MINUTE / 60_000;
  expect([await slotsOf(target.id), await slotsOf(other.id)]).toEqual([[], [`${SLOT}`]]);
  // Nothing is lost: the next turn begins where the one before the dead one ended.
  const alive = scraperOf(scripted(both, { now: () => MINUTE + 61_000 }));
  await queueOf(alive, "livepeer-sla-scrapes", scrapeMessage({ slot: SLOT + 1 })).done;
  expect(await slotsOf(target.id)).toEqual([`${SLOT + 1}`]);
  const rows = (await ledgerRows(db, [HOUR])).map(({ row }) => row.targets[target.id]);
  expect(rows.flatMap((of) => Object.keys(of?.windows ?? {}))).toHaveLength(2);
});
