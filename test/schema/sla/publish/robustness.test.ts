import fc from "fast-check";
import { expect, it } from "vitest";
import { Job } from "../../../../schema/wire/job.ts";
import { JobEntry } from "../../../../schema/wire/job-entry.ts";
import { PublishedHour } from "../../../../schema/wire/hour.ts";
import { Rollup } from "../../../../schema/wire/rollup.ts";
import { delta, totals } from "../../../support/job-entry.ts";
import {
  AGENT,
  count,
  GATEWAY,
  jobEntry,
  line,
  object,
  pseudonym,
  publish,
  publishLines,
  target,
  address,
} from "./scene.ts";

const number = fc.oneof(fc.nat(100), fc.constantFrom(Number.MAX_SAFE_INTEGER, 1e13, 2 ** 40, 0));
const wild = (names: readonly string[]): fc.Arbitrary<Record<string, number>> =>
  fc.record(Object.fromEntries(names.map((name) => [name, number])));
const NUMBERS = {
  ...delta(),
  first_frame_ms: 0,
  first_output_ms: 0,
  e2e_ms: 0,
  stall_at_end_ms: 0,
  span_ms: 0,
  sum_milli_fps: 0,
  sum_milli_fps_squared: 0,
  impossible: 0,
};

it("publishes valid documents, and an honest job's own, whatever numbers another agent signs", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(wild(Object.keys(delta())), wild(Object.keys(NUMBERS)), number, number), {
        minLength: 1,
        maxLength: 8,
      }),
      async (all) => {
        const jobs = all.map(([d, t, a, b], n) =>
          JobEntry.parse(
            jobEntry({
              job: pseudonym(n),
              request: pseudonym(n),
              delta: delta(d),
              totals: totals({ ...t, frames: [[a, 1, b, a]] }),
            }),
          ),
        );
        const honest = target(9, { orchestrator: address("bb") });
        const published = await publishLines(
          [AGENT, honest],
          [
            line(AGENT, 3, { jobs }),
            line(honest, 3, { jobs: [jobEntry({ request: pseudonym(500) })] }),
          ],
        );
        PublishedHour.parse(published.hour);
        Job.array().parse(published.jobs);
        Rollup.array().parse(published.rollups);
        expect(count(published, "success", { orchestrator: address("bb") })).toBe(1);
      },
    ),
    { numRuns: 60 },
  );
});

it("AC17: takes no harm from an orchestrator that is registered twice", async () => {
  const twin = target(8, { node: address("a2") });
  const published = await publishLines(
    [GATEWAY, AGENT, twin],
    [
      line(GATEWAY, 3, { jobs: [jobEntry()] }),
      line(AGENT, 3, { jobs: [jobEntry()] }),
      line(twin, 3, { jobs: [jobEntry()] }),
    ],
  );
  expect(count(published, "success")).toBe(1);
  expect(published.jobs).toHaveLength(1);
});

it("takes no window from an agent that the plan does not name", async () => {
  const stranger = target(7);
  const published = await publish([
    object(
      30,
      [AGENT],
      [
        line(stranger, 3, { jobs: [jobEntry()] }),
        { ...line(stranger, 4, { jobs: [jobEntry()] }), target: AGENT.id },
      ],
    ),
  ]);
  expect(published.jobs).toEqual([]);
  expect(published.hour.windows).toBe(0);
});

it("publishes an hour in which nothing came", async () => {
  const published = await publish([]);
  expect(published).toMatchObject({
    jobs: [],
    rollups: [],
    hour: { inputs: [], windows: 0, jobs: 0, registry_version: 0 },
  });
});

it("lists a demand once, though two agents tell it", async () => {
  const other = target(5, { role: "gateway" });
  const requests = [
    {
      request: pseudonym(1),
      pipeline: null,
      model: null,
      gateway: null,
      received: true,
      purpose: "live" as const,
      missing_capacity: true,
    },
  ];
  const published = await publishLines(
    [GATEWAY, other],
    [line(GATEWAY, 3, { requests }), line(other, 3, { requests }), line(GATEWAY, 4, { requests })],
  );
  expect(count(published, "requests", { orchestrator: null })).toBe(1);
  expect(count(published, "missing_capacity", { orchestrator: null })).toBe(1);
});

it("stays exact when an agent signs more than can be added", async () => {
  const jobs = Array.from({ length: 1000 }, (_, n) =>
    jobEntry({
      job: pseudonym(n),
      request: pseudonym(n),
      totals: null,
      delta: delta({ bytes_sent: 1e13 }),
    }),
  );
  const published = await publishLines([AGENT], [line(AGENT, 3, { jobs })]);
  expect(count(published, "bytes_sent")).toBe(1e13);
});

it("leaves out a job with sums that no samples can have, and publishes the others", async () => {
  const absurd = totals({
    samples: 1e9,
    sum_milli_fps: 1,
    sum_milli_fps_squared: Number.MAX_SAFE_INTEGER,
  });
  const jobs = [
    jobEntry({ totals: absurd }),
    jobEntry({ job: pseudonym(2), request: pseudonym(2) }),
  ];
  const { jobs: published } = await publishLines([AGENT], [line(AGENT, 3, { jobs })]);
  expect(published.map(({ request }) => request)).toEqual([pseudonym(2)]);
});
