import fc from "fast-check";
import { EXCUSES, FAULTS } from "../../schema/wire/cause.ts";
import type { JobEntry, JobTotals } from "../../schema/wire/job-entry.ts";
import { nodeAt, orchestratorAt } from "../properties/networks.ts";
import { jobEntry, pseudonym, T0 } from "../schema/sla/publish/scene.ts";
import { delta, totals } from "../support/job-entry.ts";

/** Five workflows: two with targets of their own, one without a model, one that nobody names. */
export const WORKFLOWS: readonly (readonly [string | null, string | null])[] = [
  ["live-video-to-video", "sdxl"],
  ["live-video-to-video", "odd"],
  ["text-to-image", "flux/dev"],
  ["text-to-image", null],
  [null, null],
];

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
/** Near what a rule compares with, on both sides of it, and anywhere. */
const near = (...limits: number[]) =>
  fc.oneof(
    fc.constantFrom(...limits.flatMap((limit) => [limit - 1, limit, limit + 1])),
    fc.nat(40_000),
  );

const bin = fc
  .record({ input: maybe(fc.nat(40)), output: fc.nat(40), milli: fc.nat(999), ms: fc.nat(90_000) })
  .map(({ input, output, milli, ms }): JobTotals["frames"][number] => [
    input,
    output,
    ms,
    ms * (output * 1000 + milli),
  ]);

const readings = fc.array(fc.nat(60_000), { maxLength: 9 }).map((milli) => ({
  samples: milli.length,
  sum_milli_fps: milli.reduce((sum, x) => sum + x, 0),
  sum_milli_fps_squared: milli.reduce((sum, x) => sum + x * x, 0),
}));

/** Totals of any job, honest or not: every field apart from every other. */
export const saidTotals: fc.Arbitrary<JobTotals> = fc
  .record({
    readings,
    ended_at: maybe(fc.integer({ min: T0 - 1000, max: T0 + 20_000 })),
    last_evidence_at: fc.integer({ min: T0, max: T0 + 20_000 }),
    ending: fc.constantFrom(
      "completed" as const,
      "completed" as const,
      "client_left" as const,
      "error" as const,
      "refused" as const,
      "moved" as const,
      "silent" as const,
    ),
    cause: fc.oneof(fc.constant(null), fc.constantFrom(...EXCUSES, ...FAULTS)),
    cause_proven: fc.boolean(),
    idle_slot: maybe(fc.boolean()),
    first_frame_ms: maybe(near(1, 4000, 2000)),
    first_output_ms: maybe(near(1, 2500, 1200)),
    e2e_ms: maybe(near(1, 3000, 900)),
    stall_at_end_ms: maybe(near(10_000)),
    span_ms: fc.oneof(fc.constant(0), fc.nat(300_000)),
    active_ms: near(60_000),
    frames: fc.array(bin, { maxLength: 5 }),
    swapped: fc.boolean(),
    sources: fc.record({
      first_frame: fc.boolean(),
      first_output: fc.boolean(),
      samples: fc.boolean(),
      swap: fc.boolean(),
      e2e: fc.boolean(),
    }),
  })
  .map(({ readings: read, ...said }) => totals({ ...read, ...said }));

/** An entry of any job: of few requests and ids, so that sides meet. */
export const saidEntry = (orchestrators: number): fc.Arbitrary<JobEntry> =>
  fc
    .record({
      job: fc.nat(40).map(pseudonym),
      request: maybe(fc.nat(30).map((n) => pseudonym(100 + n))),
      attempt: fc.nat(1),
      workload: fc.constantFrom("stream" as const, "stream" as const, "request" as const),
      orchestrator: maybe(fc.nat(orchestrators - 1).map(orchestratorAt)),
      node: maybe(fc.nat(orchestrators - 1).map(nodeAt)),
      workflow: fc.constantFrom(...WORKFLOWS),
      purpose: fc.constantFrom("live" as const, "live" as const, "live" as const, "test" as const),
      started_at: fc.integer({ min: T0 - 5000, max: T0 + 5000 }),
      delta: fc
        .record({
          active_ms: fc.nat(60_000),
          stall_ms: fc.nat(9000),
          bytes_received: fc.constantFrom(0, 0, 7, 1e6),
          bytes_sent: fc.constantFrom(0, 0, 11, 2e6),
        })
        .map(delta),
      totals: maybe(saidTotals),
    })
    .map(({ workflow: [pipeline, model], ...said }) =>
      jobEntry({ ...said, pipeline, model } as never),
    );
