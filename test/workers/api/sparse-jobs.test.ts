import { beforeAll, expect, it } from "vitest";
import { JobsPage } from "../../../schema/wire/api/jobs.ts";
import { hourOf } from "../../../schema/sla/hour.ts";
import { job } from "../../support/job.ts";
import { seedHour } from "./seed-hour.ts";
import { answer } from "./ask.ts";

const RARE = `0x${"aa".repeat(20)}`;

beforeAll(async () => {
  for (let hour = 0; hour < 30; hour += 1)
    await seedHour({
      hour: hourOf(hour * 3_600_000),
      jobs: [
        job({
          id: hour.toString(16).padStart(16, "0"),
          started_at: new Date(hour * 3_600_000).toISOString(),
          ...(hour === 2 ? { orchestrator: RARE } : {}),
        }),
      ],
    });
});

it("ends a page early rather than read every hour for it, and says where to go on", async () => {
  const first = await answer(JobsPage, `/v1/jobs?orchestrator=${RARE}`);
  expect(first.jobs).toEqual([]);
  const second = await answer(JobsPage, `/v1/jobs?orchestrator=${RARE}&cursor=${first.next}`);
  expect(second.jobs).toEqual([]);
  const third = await answer(JobsPage, `/v1/jobs?orchestrator=${RARE}&cursor=${second.next}`);
  expect(third.jobs.map(({ id }) => id)).toEqual(["0000000000000002"]);
  expect(third.next).toBeNull();
});
