import fc from "fast-check";
import { conflictsOf, decidedBecause } from "../../../schema/sla/conflicts.ts";
import type { JobEntry, JobTotals } from "../../../schema/wire/job-entry.ts";
import type { Role } from "../../../schema/wire/workflow.ts";
import { jobNulls } from "../../../workers/api/job-nulls.ts";
import {
  address,
  AGENT,
  GATEWAY,
  jobEntry,
  line,
  publishLines,
} from "../../schema/sla/publish/scene.ts";
import { totals } from "../../support/job-entry.ts";

/** What both sides told of one job; null where a side told nothing. */
export type Told = Readonly<Record<Role, JobEntry | null> & { isGatewayEarly: boolean }>;

/** The job as it is published and listed, with its reasons; null where the hour does not list it. */
export async function listed({ gateway, orchestrator, isGatewayEarly }: Told) {
  const gatewayMinute = isGatewayEarly ? -1 : 1;
  const { jobs } = await publishLines(
    [GATEWAY, AGENT],
    [
      ...(gateway === null ? [] : [line(GATEWAY, gatewayMinute, { jobs: [gateway] })]),
      ...(orchestrator === null ? [] : [line(AGENT, 1, { jobs: [orchestrator] })]),
    ],
  );
  const [job] = jobs;
  if (job === undefined) return null;
  const decided_because = decidedBecause(job.evidence);
  const evidence = { ...job.evidence, decided_because, conflicts: conflictsOf(job.evidence) };
  const shown = { ...job, evidence };
  return { job: shown, nulls: jobNulls(shown) };
}

const maybe = <T>(value: T) => fc.constantFrom(value, null);

/** Totals as an agent may sign them: consistent or not, but for samples, which a gateway's side has a source of. */
const anyTotals = fc
  .record({
    samples: fc.constantFrom(0, 0, 1, 5, 6, 10),
    zero_samples: fc.constantFrom(0, 2),
    active_ms: fc.constantFrom(0, 60_000),
    sum_milli_fps: fc.constantFrom(0, 150_000),
    // Of 10 equal samples; of one; of more samples than could be so even.
    sum_milli_fps_squared: fc.constantFrom(0, 2_250_000_000, 22_500_000_000),
    span_ms: fc.constantFrom(0, 40_000),
    ended_at: maybe(1_100_000),
    ending: fc.constantFrom("client_left", "completed", "error", "refused", "silent", "moved"),
    cause: fc.constantFrom("user_input", "model", null),
    stall_at_end_ms: fc.constantFrom(0, null),
    first_frame_ms: maybe(1500),
    first_output_ms: maybe(1000),
    e2e_ms: maybe(400),
    impossible: fc.constantFrom(0, 1),
    swapped: fc.boolean(),
    first_frame: fc.boolean(),
    first_output: fc.boolean(),
    hasSamples: fc.boolean(),
    swap: fc.boolean(),
  })
  .map(({ first_frame, first_output, hasSamples, swap, ...of }): JobTotals =>
    totals({
      ...of,
      frames: [],
      sum_milli_fps_squared: of.sum_milli_fps === 0 ? 0 : of.sum_milli_fps_squared,
      sources: {
        first_frame,
        first_output,
        samples: hasSamples || of.samples + of.zero_samples > 0,
        swap,
        e2e: of.e2e_ms !== null,
      },
    } as Partial<JobTotals>),
  );

const anyEntry = fc
  .record({
    totals: fc.option(anyTotals),
    workload: fc.constantFrom("stream" as const, "request" as const),
    first_output_at: maybe(1_001_000),
    node: maybe(address("a1")),
    pipeline: maybe("live-video-to-video"),
    model: maybe("sdxl"),
    gpu: fc.constantFrom(null, { index: 0, uuid: null, name: "L40S", memory_bytes: null }),
  })
  .map(jobEntry);

/** What two agents may have told of one job. */
export const anyTold = fc
  .record({
    gateway: fc.option(anyEntry),
    orchestrator: fc.option(anyEntry),
    // A gateway that told of it in the hour before, and then no more, is not waited for.
    isGatewayEarly: fc.boolean(),
  })
  .filter(({ gateway, orchestrator }) => gateway !== null || orchestrator !== null);
