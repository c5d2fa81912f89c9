import { beforeEach, expect, it, vi } from "vitest";
import { nextHour } from "../../../schema/sla/hour.ts";
import { dueHours } from "../../../workers/sla-cron/due-hours.ts";
import { NO_LIMITS, openEffort, type RunLimits } from "../../../workers/sla-cron/effort.ts";
import { proceed } from "../../../workers/sla-cron/proceed.ts";
import { refreshHour } from "../../../workers/sla-cron/refresh-hour.ts";
import { run } from "../../../workers/sla-cron/run.ts";
import type { Unfinished } from "../../../workers/sla-cron/unfinished.ts";
import { latestVersion, latestVersionsIn } from "../../../workers/store/hour-versions.ts";
import { ledgerVersions } from "../../../workers/store/ledger-versions.ts";
import { storedRollups } from "../../../workers/store/stored-rollups.ts";
import { publishedJobs } from "../../../workers/store/published-jobs.ts";
import { packsIn, publishedKey } from "../../../workers/store/published-documents.ts";
import { stagedRollups } from "../../../schema/tables/staged-rollups.ts";
import { canonicalJson, digestOf } from "../../../schema/wire/canonical.ts";
import type { PublishedHour } from "../../../schema/wire/hour.ts";
import type { Rollup } from "../../../schema/wire/rollup.ts";
import {
  address,
  GATEWAY,
  HOUR,
  jobEntry,
  line,
  object,
  pseudonym,
  T0,
} from "../../schema/sla/publish/scene.ts";
import { archive, db, emptyAll, everything, ports, store } from "./bench.ts";
import { at, storeNetwork, TINY } from "./two-shards.ts";

/** Refreshes until nothing is due, and says in how many runs. Scores and lists are left out: they are not made in steps. */
async function runAll(
  nowMs: number,
  limits: RunLimits,
  said: object[] = [],
  of = archive,
): Promise<number> {
  for (let runs = 0; runs < 500; runs++) {
    const { archive: metered, effort } = openEffort(of, limits);
    const all = { ...ports(said), archive: metered, random: Math.random };
    const due = dueHours(await ledgerVersions(db), await latestVersionsIn(db, {}), nowMs);
    if (due.length === 0) return runs;
    for (const hour of due)
      if ("runs" in Object(await refreshHour(hour, nowMs, all, effort))) break;
  }
  throw new Error("it never ends");
}

/** The documents of hours, and the sums. Which scores were published between them is another matter. */
async function hours() {
  const { documents, rows } = await everything();
  const own = Object.entries(documents).filter(([key]) => key.startsWith("published/v1/2026-"));
  expect(own.length).toBeGreaterThan(5);
  return { own, rows };
}

// A run also publishes scores and lists, here after every step.
vi.setConfig({ testTimeout: 60_000 });

beforeEach(emptyAll);

it("publishes in many small runs, to the byte, what one run publishes", async () => {
  await storeNetwork([-7, 4, 28, 35]);
  expect(await runAll(at(65), NO_LIMITS)).toBe(1);
  const whole = await hours();
  await emptyAll();
  await storeNetwork([-7, 4, 28, 35]);
  const said: object[] = [];
  expect(await runAll(at(65), TINY, said)).toBeGreaterThan(20);
  expect(await hours()).toEqual(whole);
  expect(said).not.toContainEqual(expect.objectContaining({ event: "hour.failed" }));
  expect(said).not.toContainEqual(expect.objectContaining({ event: "hour.facts_disagree" }));
  expect((await archive.list("work/")).filter((key) => !key.includes("/facts/"))).toEqual(
    expect.not.arrayContaining([expect.stringMatching(/run|progress/)]),
  );
});

it("reads of an open hour only what is new, and closes it to the bytes that all objects give", async () => {
  const read: string[] = [];
  const watched = {
    ...archive,
    read: (key: string) => (key.startsWith("raw/") && read.push(key), archive.read(key)),
  };
  await storeNetwork([4, 9]);
  await run(at(10), { ...ports(), archive: watched });
  expect(read).toHaveLength(4);
  await storeNetwork([28]);
  await run(at(29), { ...ports(), archive: watched });
  expect(read).toHaveLength(6);
  const said: object[] = [];
  await run(at(60), { ...ports(said), archive: watched });
  expect(read.slice(6)).toHaveLength(6);
  expect(said).not.toContainEqual(expect.objectContaining({ event: "hour.facts_disagree" }));
  expect(await latestVersion(db, HOUR)).toMatchObject({ state: "closed", version: 3 });
});

it("says that what grew disagrees with what the raw objects give, which counts", async () => {
  await storeNetwork([4, 9, 28]);
  await run(at(29), ports());
  const key = `work/v1/${HOUR}/facts/0.ndjson`;
  const text = new TextDecoder().decode((await archive.read(key)) ?? new Uint8Array());
  const wrong = text.replace("1000,", "2000,");
  expect(wrong).not.toBe(text);
  await archive.put(key, new TextEncoder().encode(wrong) as Uint8Array<ArrayBuffer>);
  const said: object[] = [];
  await run(at(60), ports(said));
  expect(said).toContainEqual({ event: "hour.facts_disagree", hour: HOUR, shard: 0 });
  const closed = await everything();
  await emptyAll();
  await storeNetwork([4, 9, 28]);
  await run(at(60), ports());
  const version = async (n: number, all: typeof closed) =>
    JSON.parse(all.documents[`published/v1/${HOUR}/${n}/hour.json`] ?? "null").jobs_digest;
  expect(await version(2, closed)).toBe(await version(1, await everything()));
});

it("begins again where a run's facts grew under it, and asks for the next run at once where it can", async () => {
  await storeNetwork([4, 9, 28]);
  let asked = 0;
  const proceed = async () => void (asked += 1);
  await run(at(29), { ...ports(), runLimits: TINY, proceed });
  expect(asked).toBe(1);
  await storeNetwork([35]);
  await run(at(36), ports());
  expect(await runAll(at(36), NO_LIMITS)).toBeLessThan(4);
  expect(await latestVersion(db, HOUR)).toMatchObject({ jobs: 4 });
  expect(await latestVersion(db, nextHour(HOUR))).toBeNull();
});

it("publishes a large hour in several documents, and its sums at once", async () => {
  const jobs = Array.from({ length: 1000 }, (_, n) =>
    jobEntry({
      job: pseudonym(n),
      request: pseudonym(n),
      orchestrator: address((16 + (n % 20)).toString(16)),
      model: `model-${Math.floor(n / 20)}` as never,
      started_at: T0 + n,
    }),
  );
  await store(object(10, [GATEWAY], [line(GATEWAY, 3, { jobs })]));
  expect(await runAll(at(11), NO_LIMITS)).toBe(1);
  const read = async (key: string) =>
    JSON.parse(new TextDecoder().decode((await archive.read(key)) ?? new Uint8Array()));
  const hour = (await read(publishedKey(HOUR, 1, "hour"))) as PublishedHour;
  expect([packsIn(hour, "jobs"), packsIn(hour, "rollups")]).toEqual([3, 2]);
  const rows: Rollup[] = [];
  for (const [n, digest] of (hour.packs?.rollups ?? []).entries()) {
    const pack = await read(publishedKey(HOUR, 1, "rollups", n));
    expect(await digestOf(pack)).toBe(digest);
    rows.push(...pack);
  }
  expect(hour.rollups_digest).toBe(await digestOf(hour.packs?.rollups));
  expect(rows).toHaveLength(2000);
  const found = await storedRollups(db, { from: HOUR, to: nextHour(HOUR) }, 10_000);
  const names = (all: typeof rows) => all.map(canonicalJson).toSorted();
  expect(names(found ?? [])).toEqual(names(rows));
  expect(await db.select().from(stagedRollups)).toEqual([]);
  expect(await publishedJobs(archive.read, HOUR, 1)).toHaveLength(1000);
});

it("goes on wherever a run dies, between any two things that it does to the archive", async () => {
  await storeNetwork([-7, 4]);
  expect(await runAll(at(65), NO_LIMITS)).toBe(1);
  const whole = await hours();
  let operations = 0;
  const onTheWay = async (dies: number) => {
    let left = dies;
    const dying = new Proxy(archive, {
      get: (of, name: keyof typeof archive) => (key: never, bytes: never) => {
        operations += 1;
        if (left-- <= 0) throw new Error("dead");
        return of[name](key, bytes);
      },
    });
    await runAll(at(65), { ...TINY, operations: 30 }, [], dying).catch(() => "dead");
  };
  await emptyAll();
  await storeNetwork([-7, 4]);
  await onTheWay(Infinity);
  expect(await hours()).toEqual(whole);
  const all = operations;
  for (let dies = 1; dies < all; dies += Math.floor(all / 9)) {
    await emptyAll();
    await storeNetwork([-7, 4]);
    await onTheWay(dies);
    await runAll(at(65), { ...TINY, operations: 40, bytes: 20_000, mostHeld: 20_000 });
    expect(await hours()).toEqual(whole);
  }
});

it("lets a version go that another has overtaken, and a message that comes twice or late", async () => {
  await storeNetwork([4, 9, 28]);
  const asked: Unfinished[] = [];
  const chain = {
    ...ports(),
    runLimits: TINY,
    proceed: async (of: Unfinished) => void asked.push(of),
  };
  await run(at(29), chain);
  const message = { schema: "livepeer.sla.proceed/2", ...asked[0] };
  expect(await proceed({ ...message, runs: 7 }, at(29), chain)).toBeNull();
  expect(await proceed(message, at(29), chain)).not.toBeNull();
  expect(await proceed(message, at(29), chain)).toBeNull();
  expect(await proceed("nothing", at(29), chain)).toBeNull();
  expect(asked.map(({ runs }) => runs)).toEqual([1, 2]);
  // Another run publishes what is newer, and loses none of the progress document of the one before.
  const stale = (await archive.read(`work/v1/${HOUR}/progress.json`)) ?? new Uint8Array();
  await storeNetwork([35]);
  await archive.remove([`work/v1/${HOUR}/progress.json`]);
  await runAll(at(36), NO_LIMITS);
  const published = await latestVersion(db, HOUR);
  await archive.put(`work/v1/${HOUR}/progress.json`, stale as Uint8Array<ArrayBuffer>);
  await store(object(36, [GATEWAY], []));
  await runAll(at(37), NO_LIMITS);
  expect((await latestVersion(db, HOUR))?.version).toBe((published?.version ?? 0) + 1);
  expect((await latestVersion(db, HOUR))?.jobs).toBe(published?.jobs);
});

it("leaves scores and lists to the last run of a chain", async () => {
  await storeNetwork([4, 9]);
  let next: Unfinished | null = null;
  const chain = {
    ...ports(),
    runLimits: TINY,
    proceed: async (of: Unfinished) => void (next = of),
  };
  const lists = () => archive.list("published/v1/scores");
  for (let ran: unknown = await run(at(29), chain); next !== null;) {
    expect(await lists()).toEqual([]);
    const message: object = { schema: "livepeer.sla.proceed/2", ...(next as Unfinished) };
    next = null;
    ran = await proceed(message, at(29), chain);
    expect(ran).not.toBeNull();
  }
  expect(await lists()).not.toEqual([]);
});
