import { beforeEach, expect, it } from "vitest";
import { digestOf, utf8 } from "../../../schema/wire/canonical.ts";
import { Day, PublishedDay } from "../../../schema/wire/day.ts";
import { run } from "../../../workers/sla-cron/run.ts";
import { latestVersion } from "../../../workers/store/hour-versions.ts";
import { dayKey } from "../../../workers/store/published-documents.ts";
import { rebuild } from "../../../workers/sla-cron/rebuild.ts";
import {
  AGENT,
  GATEWAY,
  HOUR,
  jobEntry,
  line,
  object,
  T0,
} from "../../schema/sla/publish/scene.ts";
import { archive, db, emptyAll, emptyDatabase, ports, store } from "./bench.ts";

const KEY = dayKey(Day.parse(HOUR.slice(0, 10)));
const at = (minute: number) => T0 + minute * 60_000;
const turn = (minute: number) =>
  object(
    minute,
    [GATEWAY, AGENT],
    [line(GATEWAY, minute - 2, { jobs: [jobEntry()] }), line(AGENT, minute - 2)],
  );
const read = async () =>
  PublishedDay.parse(
    JSON.parse(new TextDecoder().decode((await archive.read(KEY)) ?? new Uint8Array())),
  );

beforeEach(emptyAll);

it("names the latest version of each hour of the day, with its digest, policy and raw objects", async () => {
  await store(turn(10));
  const { published } = await run(at(11), ports());
  const [first] = published;
  const { digest, ...day } = await read();
  expect(digest).toBe(await digestOf(day));
  expect(day).toEqual({
    schema: "livepeer.sla.day/1",
    day: HOUR.slice(0, 10),
    revision: 1,
    hours: [
      {
        hour: HOUR,
        version: 1,
        state: "open",
        digest: first?.digest,
        policy: first?.policy,
        registry_version: first?.registry_version,
        objects: 1,
      },
    ],
  });
  await store(turn(20));
  await run(at(61), ports());
  expect(await read()).toMatchObject({ hours: [{ hour: HOUR, version: 2, state: "closed" }] });
  expect((await read()).revision).toBeGreaterThan(1);
});

it("has a version before anything points to it", async () => {
  await store(turn(10));
  const seen: unknown[] = [];
  const put: typeof archive.put = async (key, bytes) => {
    if (key === KEY) seen.push(await latestVersion(db));
    await archive.put(key, bytes);
  };
  await run(at(11), { ...ports(), archive: { ...archive, put } });
  expect(seen).toEqual([null]);
  expect((await latestVersion(db))?.version).toBe(1);
});

it("takes up what two runs at once lost, and what the database lost it keeps", async () => {
  await store(turn(10));
  await run(at(61), ports());
  const whole = await read();
  await archive.remove([KEY]);
  await store(turn(70));
  await run(at(71), ports());
  expect((await read()).hours).toMatchObject([whole.hours[0] ?? {}, { version: 1 }]);
  const before = await read();
  await emptyDatabase();
  await rebuild(at(71), ports());
  expect((await read()).hours).toEqual(before.hours);
});

it("is made again where it cannot be read", async () => {
  await store(turn(10));
  await archive.put(KEY, utf8("{"));
  await run(at(11), ports());
  expect(await read()).toMatchObject({ revision: 1, hours: [{ hour: HOUR, version: 1 }] });
});
