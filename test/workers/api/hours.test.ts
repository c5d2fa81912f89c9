import { beforeAll, expect, it } from "vitest";
import { HoursPage } from "../../../schema/wire/api/hours.ts";
import { digestOf } from "../../../schema/wire/canonical.ts";
import { PublishedHour } from "../../../schema/wire/hour.ts";
import { Job } from "../../../schema/wire/job.ts";
import { Rollup } from "../../../schema/wire/rollup.ts";
import { job } from "../../support/job.ts";
import { rollup } from "../../support/rollup.ts";
import { seedHour } from "./seed-hour.ts";
import { answer, problem } from "./ask.ts";

const H = "2026-01-09T13:00:00Z";

beforeAll(async () => {
  await seedHour({ hour: "2026-01-09T12:00:00Z" });
  await seedHour({ hour: H, state: "open" });
  await seedHour({ hour: H, version: 2, jobs: [job()], rollups: [rollup()] });
});

it("gives the latest version of an hour, and every version by its number", async () => {
  expect((await answer(PublishedHour, `/v1/hours/${H}`)).version).toBe(2);
  expect(await answer(PublishedHour, `/v1/hours/${H}/1`)).toMatchObject({
    version: 1,
    state: "open",
  });
  expect((await answer(PublishedHour, `/v1/hours/${encodeURIComponent(H)}/2`)).jobs).toBe(1);
});

it("gives the documents that the digests of a version are over", async () => {
  const { jobs_digest, rollups_digest } = await answer(PublishedHour, `/v1/hours/${H}/2`);
  expect(await digestOf(await answer(Job.array(), `/v1/hours/${H}/2/jobs`))).toBe(jobs_digest);
  expect(await digestOf(await answer(Rollup.array(), `/v1/hours/${H}/2/rollups`))).toBe(
    rollups_digest,
  );
});

it("lists versions, the newest first", async () => {
  const { hours } = await answer(HoursPage, "/v1/hours");
  expect(hours.map(({ hour, version }) => `${hour} ${version}`)).toEqual([
    "2026-01-09T13:00:00Z 2",
    "2026-01-09T13:00:00Z 1",
    "2026-01-09T12:00:00Z 1",
  ]);
});

it("lists them page by page, each once", async () => {
  const first = await answer(HoursPage, "/v1/hours?limit=1");
  const second = await answer(HoursPage, `/v1/hours?limit=1&cursor=${first.next}`);
  const third = await answer(HoursPage, `/v1/hours?limit=1&cursor=${second.next}`);
  expect([first, second, third].flatMap(({ hours }) => hours)).toEqual(
    (await answer(HoursPage, "/v1/hours")).hours,
  );
  expect(third.next).toBeNull();
});

it("lists a range, half-open", async () => {
  const { hours } = await answer(HoursPage, `/v1/hours?from=2026-01-09T12:00:00Z&to=${H}`);
  expect(hours.map(({ hour }) => hour)).toEqual(["2026-01-09T12:00:00Z"]);
});

it.each([`/v1/hours/${H}/3`, `/v1/hours/${H}/3/jobs`, "/v1/hours/2026-01-09T14:00:00Z"])(
  "says of %s that it is not published",
  async (path) => {
    expect(await problem(path)).toMatchObject({
      status: 404,
      detail: expect.stringContaining("not published"),
    });
  },
);
