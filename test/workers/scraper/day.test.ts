import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { expect, it } from "vitest";
import { windowKey } from "../../../schema/sla/chain.ts";
import { hourOf } from "../../../schema/sla/hour.ts";
import { rawKey } from "../../../schema/sla/raw-key.ts";
import { canonicalJson } from "../../../schema/wire/canonical.ts";
import type { Hour } from "../../../schema/wire/quantity.ts";
import { ScrapeMessage } from "../../../schema/wire/raw.ts";
import { decodeRaw } from "../../../schema/wire/raw-codec.ts";
import { run } from "../../../workers/sla-cron/run.ts";
import type { ConsumePorts } from "../../../workers/scraper/consume.ts";
import { bury, deliver } from "../../../workers/scraper/deliver.ts";
import { LIMITS } from "../../../workers/scraper/fetch-text.ts";
import { schedule } from "../../../workers/scraper/schedule.ts";
import type { Outgoing } from "../../../workers/scraper/send.ts";
import { archiveOf } from "../../../workers/store/archive.ts";
import { rebuildLedger } from "../../../workers/store/fold-object.ts";
import { ledgerRows } from "../../../workers/store/ledger.ts";
import { storedRollups } from "../../../workers/store/stored-rollups.ts";
import { changeRegistry } from "../../../workers/store/registry.ts";
import { scrapeMessage } from "../../support/raw.ts";
import { type DayAgent, type Fate, dayAgent } from "./day-agent.ts";
import { expectTurnsGoOn } from "./day-archive.ts";
import { type Strike, faultyArchive, faultyDatabase } from "./faulty.ts";

const MINUTE_MS = 60_000;
const START = Date.UTC(2026, 0, 9);
/** A day of the network; a smaller one, in a second: `DAY=8x3 npx vitest run --project scraper day`. */
const [AGENTS = 8, HOURS = 3] = String((env as { DAY?: string }).DAY ?? "300x24")
  .split("x")
  .map(Number);
const MINUTES = HOURS * 60;
const FREE = { slotSeconds: 300, queueOpsPerDay: 10_000 };
const SHARDS = Math.max(2, Math.ceil(AGENTS / 40));
const minuteAt = (fraction: number) => Math.floor(MINUTES * fraction);
const FATES: Record<number, Fate> = {
  5: { reborn: minuteAt(0.5) },
  6: { stopped: [minuteAt(0.2), minuteAt(0.3)] },
  7: { unreachable: [minuteAt(0.4), minuteAt(0.7)] },
};
/** Three in eight have a fate. */
const fateOf = (n: number): Fate => FATES[n % 8] ?? {};

/** Mulberry32. What runs at once draws in the order in which it comes, so no two days have all their faults alike. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = randomOf(20_260_109);
/** Two in a hundred of each kind of fault, until they stop. */
let faults = true;
const happens = () => faults && random() < 0.02;
/** What there was a fault of: of a short day not everything. */
const injected = new Set<"d1" | "r2" | "queue">();
const strikeOf =
  (what: "d1" | "r2"): Strike =>
  () => {
    if (!happens()) return null;
    injected.add(what);
    return random() < 0.5 ? "before" : "after";
  };

let nowMs = START;
const logged: Record<string, unknown>[] = [];
const log = (entry: object) => void logged.push(entry as Record<string, unknown>);

type Event = Readonly<{ at: number; order: number; act: () => Promise<void> }>;
const events: Event[] = [];
const later = (at: number, act: () => Promise<void>) =>
  void events.push({ at, order: random(), act });

const db = drizzle(env.DB);
const archive = archiveOf(env.ARCHIVE);
const agents: DayAgent[] = [];

const ports: ConsumePorts & { objectsPerStep: number } = {
  db: faultyDatabase(env.DB, strikeOf("d1")),
  archive: faultyArchive(env.ARCHIVE, strikeOf("r2")),
  now: () => nowMs,
  random,
  sleep: async () => {},
  log,
  post,
  allowLoopback: false,
  queueOpsPerDay: FREE.queueOpsPerDay,
  fetchesPerTurn: 45,
  objectsPerStep: 4,
  limits: { ...LIMITS, timeoutMs: 2000 },
  fetch: async (url) => {
    const asked = new URL(url);
    if (happens()) throw new Error("DNS lookup failed");
    if (happens()) return new Response("overloaded", { status: 503 });
    if (happens()) return new Response("<html>");
    const agent = agents[Number(asked.hostname.slice(1).split(".")[0])];
    if (agent === undefined) throw new Error("a stranger");
    return agent.answer(asked, nowMs);
  },
};

/** The queue: it refuses, loses, doubles and shuffles. */
async function post(outgoing: readonly Outgoing[]): Promise<void> {
  if (happens()) {
    injected.add("queue");
    throw new Error("Too Many Requests");
  }
  for (const { body, delaySeconds } of outgoing) {
    const at = nowMs + delaySeconds * 1000 + Math.floor(random() * 20_000);
    if (happens()) continue;
    later(at, () => arrive(body, 1));
    if (happens()) later(at, () => arrive(body, 1));
  }
}

/** When each turn was acknowledged first: its object was folded by then. */
const foldedAt = new Map<string, number>();
const keyOf = (body: unknown) => rawKey(ScrapeMessage.parse(body));

async function arrive(body: unknown, attempts: number): Promise<void> {
  const copies = happens() ? 2 : 1;
  await Promise.all(
    Array.from({ length: copies }, async () => {
      let delay: number | null = null;
      const retry = ({ delaySeconds = 0 } = {}) => (delay = delaySeconds);
      const message = { id: crypto.randomUUID(), body, attempts, ack: () => {}, retry };
      const batch = { messages: [message], queue: "scrapes" } as unknown as MessageBatch;
      await (attempts > 5 ? bury(batch, ports) : deliver(batch, ports));
      const isFolded = delay === null && attempts <= 5;
      if (isFolded && !foldedAt.has(keyOf(body))) foldedAt.set(keyOf(body), nowMs);
      if (delay !== null && attempts <= 8)
        later(nowMs + delay * 1000, () => arrive(body, attempts + 1));
    }),
  );
}

/** The cron: late, twice, or not at all. */
function tickAt(minute: number): void {
  const scheduled = START + minute * MINUTE_MS;
  if (happens()) return;
  const at = scheduled + (happens() ? Math.floor(random() * 240_000) : 0);
  const tick = async () => void (await schedule(scheduled, FREE, { ...ports, post }));
  later(at, tick);
  if (happens()) later(at + 1000, tick);
}

async function pass(untilMs: number): Promise<void> {
  for (;;) {
    events.sort((a, b) => a.at - b.at || a.order - b.order);
    const next = events[0];
    if (next === undefined || next.at > untilMs) break;
    events.shift();
    nowMs = Math.max(nowMs, next.at);
    await next.act();
  }
  nowMs = untilMs;
}

const publish = () => run(nowMs, { ...ports, db, archive, log });

it(
  `${HOURS} hours of ${AGENTS} agents at 300 s with 2 % of every fault: every sealed window is in, once, and the sums are a naive count's`,
  { timeout: 3_600_000 },
  async () => {
    for (let n = 0; n < AGENTS; n++)
      agents.push(await dayAgent(n, n % SHARDS, START, MINUTES, fateOf(n), random));
    await changeRegistry(db, archive, 0, () => agents.map(({ target }) => target));
    for (let minute = 0; minute < MINUTES; minute++) {
      tickAt(minute);
      await pass(START + (minute + 1) * MINUTE_MS);
      if (minute % 480 === 61) await publish();
    }
    faults = false;
    for (let minute = MINUTES; minute < MINUTES + 61; minute++) {
      tickAt(minute);
      await pass(START + (minute + 1) * MINUTE_MS);
    }
    for (let left = 1; left > 0 && nowMs < START + 2 * MINUTES * MINUTE_MS; nowMs += MINUTE_MS)
      ({ left } = await publish());
    await expectWindowsOnce();
    await expectNaiveSums();
    await expectFewLost();
    expectTold();
  },
);

const allHours = Array.from({ length: HOURS + 2 }, (_, i) => hourOf(START + i * 3_600_000));

async function expectWindowsOnce(): Promise<void> {
  const rows = await ledgerRows(db, [hourOf(START - 1), ...allHours]);
  const rebuilt = [...(await rebuildLedger(archive))].flatMap(([hour, shards]) =>
    [...shards].map(([shard, row]) => ({ hour, shard, row })),
  );
  const inOrder = (list: typeof rows) => list.map((each) => canonicalJson(each)).toSorted();
  expect(inOrder(rows) as unknown).toEqual(inOrder(rebuilt));
  const archived = new Set<string>();
  for (const key of await archive.list("raw/")) {
    const { windows } = await decodeRaw((await archive.read(key)) ?? new Uint8Array());
    for (const { target, signed } of windows) archived.add(`${target}/${windowKey(signed)}`);
  }
  for (const { target, windows } of agents) {
    const kept = rows.flatMap(({ hour, row }) =>
      Object.entries(row.targets[target.id]?.windows ?? {}).map(([key, digest]) => [
        key,
        digest,
        hour,
      ]),
    );
    const sealed = windows.map(({ key, digest, start }) => [
      key,
      digest.slice(0, 16),
      hourOf(start),
    ]);
    expect(kept.toSorted()).toEqual(sealed.toSorted());
    const names = windows.map(({ key }) => `${target.id}/${key}`);
    expect(names.filter((name) => !archived.has(name))).toEqual([]);
    expect(rows.flatMap(({ row }) => row.targets[target.id]?.equivocated ?? [])).toEqual([]);
  }
  await expectTurnsGoOn(archive, agents, foldedAt);
  expect(archived.size).toBe(agents.reduce((sum, { windows }) => sum + windows.length, 0));
}

/** Counted from the agents' own stores, knowing nothing of raw objects, ledger or publication. */
function naive({ windows }: DayAgent, hour: Hour) {
  const begin = Date.parse(hour);
  const own = windows.filter(({ start }) => start >= begin && start < begin + 3_600_000);
  const jobs = own.flatMap((window) => window.jobs);
  return {
    windows: own.length,
    success: jobs.filter(({ totals }) => totals?.ending === "client_left").length,
    failed: jobs.filter(({ totals }) => totals?.ending === "error").length,
    active_ms: jobs.reduce((sum, { delta }) => sum + delta.active_ms, 0),
    errors: jobs.reduce((sum, { delta }) => sum + delta.errors, 0),
  };
}

async function expectNaiveSums(): Promise<void> {
  let jobs = 0;
  for (const [i, hour] of allHours.slice(0, HOURS).entries()) {
    const rows =
      (await storedRollups(
        db,
        { from: hour, to: allHours[i + 1] ?? hour, witness: "any" },
        10_000,
      )) ?? [];
    for (const agent of agents) {
      const own = rows.filter(({ orchestrator }) => orchestrator === agent.target.orchestrator);
      const total = (counter: keyof ReturnType<typeof naive>) =>
        own.reduce((sum, { sums }) => sum + (sums.counts[counter] ?? 0), 0);
      const expected = naive(agent, hour);
      jobs += expected.success + expected.failed;
      expect({
        windows: total("windows"),
        success: total("success"),
        failed: total("failed"),
        active_ms: total("active_ms"),
        errors: total("errors"),
      }).toEqual(expected);
    }
  }
  expect(jobs).toBeGreaterThan(AGENTS * HOURS * 2);
}

/**
 * A slot of a shard may be lost where faults meet: its windows came with the next. Fifteen days of other seeds lost 5 to 42
 * of 2,304 (mean 20, deviation 10), since one refused call takes all turns of a tick along: three in a hundred is far beyond.
 */
async function expectFewLost(): Promise<void> {
  const stored = new Set(await archive.list("raw/"));
  const first = START / (FREE.slotSeconds * 1000);
  const turns = Array.from({ length: HOURS * 12 }, (_, i) => first + i).flatMap((slot) =>
    Array.from({ length: SHARDS }, (__, shard) =>
      rawKey(scrapeMessage({ slot, shard, slot_seconds: FREE.slotSeconds })),
    ),
  );
  const lost = turns.filter((key) => !stored.has(key));
  expect(lost.length).toBeLessThanOrEqual(SHARDS + Math.ceil(turns.length * 0.03));
}

/** Every kind of fault that happened was said, and one line was said for each turn. */
function expectTold(): void {
  const of = (event: string) => logged.filter((entry) => entry["event"] === event);
  const kinds = logged.map(({ reason }) => String(reason).split("_")[0] ?? "");
  const said = new Set(kinds.filter((kind) => ["d1", "r2", "queue"].includes(kind)));
  expect([...said].toSorted()).toEqual([...injected].toSorted());
  if (HOURS >= 12) expect(injected.size).toBe(3);
  const turns = of("scrape.turn").map(({ turn }) => turn);
  expect(new Set(turns).size).toBe(turns.length);
  // What R2 stored and then failed to confirm is folded later, without its line.
  expect(turns.length).toBeGreaterThan(SHARDS * HOURS * 12 * 0.95);
  expect(of("scrape.turn").some((entry) => Number(entry["passed_over"]) > 0)).toBe(true);
}
