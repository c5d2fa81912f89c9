import { beforeAll, expect, it } from "vitest";
import { JobsPage } from "../../../schema/wire/api/jobs.ts";
import { job } from "../../support/job.ts";
import { seedHour } from "./seed-hour.ts";
import { answer } from "./ask.ts";

const A = `0x${"aa".repeat(20)}`;
const B = `0x${"bb".repeat(20)}`;
const id = (n: number) => n.toString(16).padStart(16, "0");
const open = { state: "open", outcome: "pending", credit_ppm: null } as const;

// 10:00: jobs 1, 2 decided; 3 open there and decided at 11:00; 4 open there and never heard of again.
// 11:00: 3 decided, in version 2 only. 13:00: twenty decided jobs of B, and 5, which is still open.
beforeAll(async () => {
  await seedHour({
    hour: "2026-01-09T10:00:00Z",
    jobs: [
      job({ id: id(1), orchestrator: A, started_at: "2026-01-09T10:01:00.000Z" }),
      job({ id: id(2), orchestrator: B, started_at: "2026-01-09T10:02:00.000Z" }),
      job({ id: id(3), orchestrator: A, started_at: "2026-01-09T10:50:00.000Z", ...open }),
      job({ id: id(4), orchestrator: A, started_at: "2026-01-09T10:51:00.000Z", ...open }),
    ],
  });
  await seedHour({ hour: "2026-01-09T11:00:00Z", version: 1 });
  await seedHour({
    hour: "2026-01-09T11:00:00Z",
    version: 2,
    jobs: [job({ id: id(3), orchestrator: A, started_at: "2026-01-09T10:50:00.000Z" })],
  });
  await seedHour({
    hour: "2026-01-09T13:00:00Z",
    jobs: [
      ...Array.from({ length: 20 }, (_, n) =>
        job({ id: id(100 + n), orchestrator: B, started_at: `2026-01-09T13:00:${n + 10}.000Z` }),
      ),
      job({ id: id(5), orchestrator: A, started_at: "2026-01-09T13:59:00.000Z", ...open }),
    ],
  });
});

const ids = ({ jobs }: JobsPage) => jobs.map((found) => parseInt(found.id, 16));
const OF_13 = [5, ...Array.from({ length: 20 }, (_, n) => 119 - n)];

it("lists the newest first, and a job that was open once where it was decided", async () => {
  const page = await answer(JobsPage, "/v1/jobs");
  expect(ids(page)).toEqual([...OF_13, 3, 4, 2, 1]);
  expect(page.next).toBeNull();
});

it("says of a job whose evidence stopped that it is pending", async () => {
  const { jobs } = await answer(JobsPage, "/v1/jobs");
  expect(jobs.find((found) => found.id === id(4))).toMatchObject({
    state: "open",
    outcome: "pending",
  });
});

it.each([1, 2, 7, 24, 25])("gives the same jobs in pages of %d, each once", async (limit) => {
  const walked: number[] = [];
  let next: string | null = null;
  do {
    const page: JobsPage = await answer(
      JobsPage,
      `/v1/jobs?limit=${limit}${next === null ? "" : `&cursor=${next}`}`,
    );
    expect(page.jobs.length).toBeLessThanOrEqual(limit);
    walked.push(...ids(page));
    next = page.next;
  } while (next !== null);
  expect(walked).toEqual([...OF_13, 3, 4, 2, 1]);
});

it("narrows by orchestrator, however its address is spelled", async () => {
  expect(ids(await answer(JobsPage, `/v1/jobs?orchestrator=${A}`))).toEqual([5, 3, 4, 1]);
  expect(ids(await answer(JobsPage, `/v1/jobs?orchestrator=0x${"AA".repeat(20)}&limit=2`))).toEqual(
    [5, 3],
  );
});

it("narrows by outcome, by cause and by workflow, in pages of any size", async () => {
  const failed = { outcome: "failed", cause: "gpu", credit_ppm: 0 } as const;
  await seedHour({
    hour: "2026-01-08T10:00:00Z",
    jobs: [
      job({ id: id(300), started_at: "2026-01-08T10:01:00.000Z" }),
      job({ id: id(301), started_at: "2026-01-08T10:02:00.000Z", ...failed }),
      job({ id: id(302), started_at: "2026-01-08T10:03:00.000Z", ...failed, cause: "model" }),
      job({ id: id(303), started_at: "2026-01-08T10:04:00.000Z", model: "other" }),
      job({ id: id(304), started_at: "2026-01-08T10:05:00.000Z", ...failed, model: null }),
      job({ id: id(305), started_at: "2026-01-08T10:06:00.000Z", ...failed }),
    ],
  });
  const day = "from=2026-01-08T00:00:00Z&to=2026-01-09T00:00:00Z";
  const asked = async (query: string) =>
    ids(await answer(JobsPage, `/v1/jobs?${day}&${query}`)).toSorted((a, b) => a - b);
  expect(await asked("outcome=failed")).toEqual([301, 302, 304, 305]);
  expect(await asked("outcome=failed&cause=gpu")).toEqual([301, 304, 305]);
  expect(await asked("workflow=live-video-to-video/other")).toEqual([303]);
  expect(await asked("outcome=success&cause=gpu")).toEqual([]);
  const walked: number[] = [];
  let next: string | null = null;
  do {
    const page: JobsPage = await answer(
      JobsPage,
      `/v1/jobs?${day}&cause=gpu&limit=1${next === null ? "" : `&cursor=${next}`}`,
    );
    walked.push(...ids(page));
    next = page.next;
  } while (next !== null);
  expect(walked).toEqual([305, 304, 301]);
  // A place means the same whatever is asked: another filter goes on from it.
  const first = await answer(JobsPage, `/v1/jobs?${day}&cause=model&limit=1`);
  expect(first.next).toBeNull();
  const one = await answer(JobsPage, `/v1/jobs?${day}&cause=gpu&limit=1`);
  expect(await asked(`limit=2&cursor=${one.next}`)).toEqual([303, 304]);
});

it("narrows by the hours that count a job, half-open", async () => {
  const range = "from=2026-01-09T10:00:00Z&to=2026-01-09T11:00:00Z";
  expect(ids(await answer(JobsPage, `/v1/jobs?${range}`))).toEqual([4, 3, 2, 1]);
  expect(
    ids(await answer(JobsPage, "/v1/jobs?from=2026-01-09T11:00:00Z&to=2026-01-09T13:00:00Z")),
  ).toEqual([3]);
});

it("goes on in the version that a page began with", async () => {
  const first = await answer(JobsPage, "/v1/jobs?limit=3");
  await seedHour({ hour: "2026-01-09T13:00:00Z", version: 2, jobs: [job({ id: id(200) })] });
  const second = await answer(JobsPage, `/v1/jobs?limit=3&cursor=${first.next}`);
  expect(ids(first).concat(ids(second))).toEqual(OF_13.slice(0, 6));
});

it("says why a side decided, and what the other says otherwise", async () => {
  const [found] = (await answer(JobsPage, "/v1/jobs?limit=2")).jobs.slice(1);
  expect(found?.evidence).toMatchObject({
    decided_by: "orchestrator",
    decided_because: "only_the_orchestrator_decided",
    conflicts: [],
  });
});
