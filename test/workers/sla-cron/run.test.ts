import { beforeEach, expect, it } from "vitest";
import { PublishedHour } from "../../../schema/wire/hour.ts";
import { Job } from "../../../schema/wire/job.ts";
import type { ScoresPack } from "../../../schema/wire/scores.ts";
import { run } from "../../../workers/sla-cron/run.ts";
import { rebuild } from "../../../workers/sla-cron/rebuild.ts";
import { hourVersions, latestVersion } from "../../../workers/store/hour-versions.ts";
import { storedRollups } from "../../../workers/store/stored-rollups.ts";
import { publishedKey } from "../../../workers/store/published-documents.ts";
import { nextHour } from "../../../schema/sla/hour.ts";
import {
  address,
  AGENT,
  GATEWAY,
  HOUR,
  jobEntry,
  line,
  object,
} from "../../schema/sla/publish/scene.ts";
import { archive, db, emptyAll, emptyDatabase, everything, ports, store } from "./bench.ts";
import { readPacks, readScores } from "./read-scores.ts";
import { TARGETS, at, job, turn } from "./turns.ts";

const versions = async () =>
  (await hourVersions(db, { after: null, limit: 100 })).map(({ hour, version, state, jobs }) => [
    hour,
    version,
    state,
    jobs,
  ]);
const read = async (key: string) =>
  JSON.parse(new TextDecoder().decode((await archive.read(key)) ?? new Uint8Array()));

beforeEach(emptyAll);

it("publishes the open hour, with documents, sums and scores", async () => {
  await store(turn(10, [1, 2]));
  const { published, left } = await run(at(11), ports());
  expect(left).toBe(0);
  expect(published).toMatchObject([
    { hour: HOUR, version: 1, state: "open", jobs: 2, slot_seconds: 60 },
  ]);
  const hour = PublishedHour.parse(await read(publishedKey(HOUR, 1, "hour")));
  expect(hour).toEqual(published[0]);
  expect(Job.array().parse(await read(publishedKey(HOUR, 1, "jobs")))).toHaveLength(2);
  expect(await storedRollups(db, { from: HOUR, to: nextHour(HOUR) }, 100)).toEqual(
    expect.arrayContaining(await read(publishedKey(HOUR, 1, "rollups"))),
  );
  const [{ periods, ...pack }] = (await readPacks()) as [ScoresPack];
  expect(pack).toMatchObject({
    to: nextHour(HOUR),
    hours: [{ hour: HOUR, version: 1, digest: hour.digest }],
  });
  expect(periods["24h"].open).toBe(true);
  const score = { score: 100, decided: 2 };
  expect(periods["24h"].scores).toMatchObject([
    { orchestrator: address("aa"), workflow: null, views: { any: score, corroborated: score } },
    {
      workflow: "live-video-to-video/streamdiffusion-sdxl",
      views: { any: score, corroborated: score },
    },
  ]);
  expect(await archive.list("published/v1/policy/")).toEqual([
    `published/v1/policy/${hour.policy.digest}.json`,
  ]);
});

it("makes no new version of what has not changed", async () => {
  await store(turn(10, [1]));
  await run(at(11), ports());
  await store(turn(10, [1]));
  expect(await run(at(12), ports())).toEqual({ published: [], left: 0 });
  expect(await versions()).toEqual([[HOUR, 1, "open", 1]]);
});

it("makes a new version when data comes, also late, and keeps the one before", async () => {
  await store(turn(10, [1]));
  await run(at(11), ports());
  await store(turn(20, [2]));
  await run(at(21), ports());
  await run(at(61), ports());
  // The window of minute 59 comes in a turn of the next hour, which is published too.
  await store(object(300, TARGETS, [line(GATEWAY, 59, { jobs: [job(3)] })]));
  await run(at(301), ports());
  const own = (await versions()).filter(([hour]) => hour === HOUR);
  expect(own).toEqual([
    [HOUR, 4, "closed", 3],
    [HOUR, 3, "closed", 2],
    [HOUR, 2, "open", 2],
    [HOUR, 1, "open", 1],
  ]);
  expect(Job.array().parse(await read(publishedKey(HOUR, 1, "jobs")))).toHaveLength(1);
});

it("closes an hour with what was stored and never folded", async () => {
  await store(turn(10, [1]));
  await store(turn(30, [2]), { folds: false });
  await run(at(31), ports());
  expect(await versions()).toEqual([[HOUR, 1, "open", 1]]);
  await run(at(60), ports());
  expect((await versions())[0]).toEqual([HOUR, 2, "closed", 2]);
});

it("decides a job that waits for its gateway in the next hour, though nothing comes in it", async () => {
  const open = jobEntry({ totals: null });
  await store(
    object(10, TARGETS, [
      line(GATEWAY, 8, { jobs: [open] }),
      line(AGENT, 8, { jobs: [jobEntry()] }),
    ]),
  );
  await run(at(60), ports());
  await run(at(120), ports());
  expect(await versions()).toEqual([
    [nextHour(HOUR), 1, "closed", 1],
    [HOUR, 1, "closed", 0],
  ]);
});

it("keeps the old version readable when it dies between the documents and the pointer", async () => {
  await store(turn(10, [1]));
  await run(at(11), ports());
  const before = await storedRollups(db, { from: HOUR, to: nextHour(HOUR) }, 100);
  await store(turn(20, [2]));
  const dying = {
    ...ports(),
    db: Object.assign(Object.create(db), { batch: () => Promise.reject(new Error("gone")) }),
  };
  expect(await run(at(21), dying)).toMatchObject({ published: [] });
  expect(await archive.list(`published/v1/${HOUR}/2/`)).toHaveLength(3);
  expect(await latestVersion(db, HOUR)).toMatchObject({ version: 1 });
  expect(await storedRollups(db, { from: HOUR, to: nextHour(HOUR) }, 100)).toEqual(before);
  // The same again takes the number up; something else leaves it as it is.
  await run(at(22), ports());
  expect((await versions())[0]).toEqual([HOUR, 2, "open", 2]);
  await store(turn(30, [3]));
  await run(at(31), dying);
  const orphan = await read(publishedKey(HOUR, 3, "hour"));
  await store(turn(40, [4]));
  await run(at(41), ports());
  expect((await versions())[0]).toEqual([HOUR, 4, "open", 4]);
  expect(await read(publishedKey(HOUR, 3, "hour"))).toEqual(orphan);
});

it("makes good the scores that a run which died after the pointer left stale", async () => {
  await store(turn(10, [1]));
  await run(at(11), ports());
  await store(turn(20, [2]));
  const put = (key: string, bytes: Uint8Array<ArrayBuffer>) =>
    key.endsWith("/scores.json") ? Promise.reject(new Error("gone")) : archive.put(key, bytes);
  await expect(run(at(21), { ...ports(), archive: { ...archive, put } })).rejects.toThrow("gone");
  const decided = async () => (await readScores("24h"))[0]?.views.any.decided;
  expect([(await latestVersion(db, HOUR))?.version, await decided()]).toEqual([2, 1]);
  expect(await run(at(22), ports())).toEqual({ published: [], left: 0 });
  expect(await decided()).toBe(2);
});

it("makes an hour final when its agents keep nothing of it any more, and once", async () => {
  const DAY = 24 * 60;
  await store(turn(10, [1]));
  await run(at(61), ports());
  expect((await run(at(60 + 7 * DAY) - 1, ports())).published).toEqual([]);
  // What was stored and never folded is in the final version.
  await store(turn(30, [2]), { folds: false });
  await run(at(60 + 7 * DAY), ports());
  await run(at(62 + 7 * DAY), ports());
  expect(await versions()).toEqual([
    [HOUR, 2, "final", 2],
    [HOUR, 1, "closed", 1],
  ]);
});

it("publishes at most six hours a run, the oldest first, and says what is left", async () => {
  for (let hour = 0; hour < 8; hour++) await store(turn(hour * 60 + 10, [hour]));
  const said: object[] = [];
  expect((await run(at(600), ports(said))).published.map(({ hour }) => hour)[0]).toBe(HOUR);
  expect(said).toContainEqual(expect.objectContaining({ event: "hours.published", left: 2 }));
  expect((await run(at(601), ports())).left).toBe(0);
  expect(await versions()).toHaveLength(8);
});

it("says which hour's raw object is not what was folded, and publishes the others", async () => {
  const key = await store(turn(10, [1]));
  await store(turn(200, [2]));
  await archive.put(key, new Uint8Array([1, 2, 3]));
  const said: object[] = [];
  expect((await run(at(300), ports(said))).published.map(({ hour }) => hour)).toEqual([
    "2026-01-09T16:00:00Z",
  ]);
  expect(said).toContainEqual(expect.objectContaining({ event: "hour.failed", hour: HOUR }));
});

it("keeps one latest version with its own sums when two runs meet", async () => {
  await store(turn(10, [1]));
  await Promise.all([run(at(11), ports()), run(at(11), ports())]);
  const latest = await latestVersion(db, HOUR);
  const rows = await storedRollups(db, { from: HOUR, to: nextHour(HOUR) }, 100);
  expect(rows).toEqual(
    expect.arrayContaining(await read(publishedKey(HOUR, latest?.version ?? 0, "rollups"))),
  );
  expect(await versions()).toHaveLength(1);
});

it("comes to the same bytes from the archive alone, after the database was lost", async () => {
  await store(turn(10, [1]));
  await run(at(11), ports());
  for (const minute of [50, 70, 90, 200]) await store(turn(minute, [minute]));
  await run(at(600), ports());
  const [before, listed] = [await everything(), await versions()];
  expect(listed.length).toBeGreaterThan(3);
  await emptyDatabase();
  await rebuild(at(700), ports());
  expect(await everything()).toEqual(before);
  expect(await versions()).toEqual(listed);
  await rebuild(at(800), ports());
  expect(await everything()).toEqual(before);
});
