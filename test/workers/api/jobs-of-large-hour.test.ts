import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { JobsPage } from "../../../schema/wire/api/jobs.ts";
import { publishedKey } from "../../../workers/store/published-documents.ts";
import { Hour } from "../../../schema/wire/quantity.ts";
import { job } from "../../support/job.ts";
import { answer } from "./ask.ts";
import { seedHour } from "./seed-hour.ts";

const TEN = Date.UTC(2026, 0, 9, 10);
const id = (n: number) => n.toString(16).padStart(16, "0");
const at = (ms: number) => new Date(ms).toISOString();
const jobOf = (n: number, startedMs: number, isOpen: boolean) =>
  job({
    id: id(n),
    started_at: at(startedMs),
    ...(isOpen && { state: "open", outcome: "pending", credit_ppm: null }),
  });

// Three documents at 10:00, of which every tenth job is open; 11:00 decides these, and has 450 of its own.
const COUNT = 1000;
const isOpen = (n: number) => n % 10 === 0;
const ofTen = Array.from({ length: COUNT }, (_, n) => jobOf(n, TEN + n * 1000, isOpen(n)));
const carried = ofTen
  .filter((_, n) => isOpen(n))
  .map((_, n) => jobOf(n * 10, TEN + n * 10_000, false));
const ofEleven = Array.from({ length: 450 }, (_, n) =>
  jobOf(COUNT + n, TEN + 3_600_000 + n * 1000, false),
);
const put = (pack: number, body: string) =>
  env.ARCHIVE.put(publishedKey(Hour.parse("2026-01-09T10:00:00Z"), 1, "jobs", pack), body);

beforeAll(async () => {
  await seedHour({ hour: "2026-01-09T10:00:00Z", jobs: ofTen });
  await seedHour({ hour: "2026-01-09T11:00:00Z", jobs: [...carried, ...ofEleven] });
});

const expected = [
  ...[...carried, ...ofEleven].toReversed(),
  ...ofTen.filter((_, n) => !isOpen(n)).toReversed(),
].map((each) => each.id);

it.each([70, 400, 500])("lists every job once, the newest first, in pages of %d", async (limit) => {
  const walked: string[] = [];
  let next: string | null = null;
  do {
    const cursor: string = next === null ? "" : `&cursor=${next}`;
    const page: JobsPage = await answer(JobsPage, `/v1/jobs?limit=${limit}${cursor}`);
    walked.push(...page.jobs.map((each) => each.id));
    next = page.next;
  } while (next !== null);
  expect(walked).toEqual(expected);
});

it("reads no document of an hour that a page does not reach", async () => {
  const whole = await env.ARCHIVE.get(publishedKey(Hour.parse("2026-01-09T10:00:00Z"), 1, "jobs"));
  await put(0, "not read");
  const query = "/v1/jobs?limit=200&to=2026-01-09T11:00:00Z";
  expect((await answer(JobsPage, query)).jobs.at(0)?.id).toBe(id(COUNT - 1));
  await put(0, (await whole?.text()) ?? "");
});
