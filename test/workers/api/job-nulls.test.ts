import fc from "fast-check";
import { expect, it } from "vitest";
import type { JobEntry, JobTotals } from "../../../schema/wire/job-entry.ts";
import type { Reason } from "../../../schema/wire/reason.ts";
import type { Role } from "../../../schema/wire/workflow.ts";
import { jobEntry } from "../../schema/sla/publish/scene.ts";
import { outputless, totals } from "../../support/job-entry.ts";
import { nullPaths } from "../../support/null-paths.ts";
import { anyTold, listed, type Told } from "./told-jobs.ts";
import { HOLDS } from "./true-reasons.ts";

it("gives every null of any job a reason, and it is true of what was told", async () => {
  const given = new Set<Reason>();
  await fc.assert(
    fc.asyncProperty(anyTold, async (told) => {
      const { job, nulls } = (await listed(told)) ?? {};
      if (job === undefined || nulls === undefined) return;
      expect(Object.keys(nulls).toSorted()).toEqual(nullPaths(job).toSorted());
      const counted = job.evidence.decided_by ?? (told.gateway ? "gateway" : "orchestrator");
      for (const [path, reason] of Object.entries(nulls)) {
        const side = /^evidence\.(gateway|orchestrator)\./.exec(path)?.[1] as Role | undefined;
        const field = path.split(".").at(-1) ?? "";
        const entry = told[side ?? counted];
        const about = { path, field, told, job, entry, of: entry?.totals ?? null };
        expect(HOLDS[reason]?.(about), `${path}: ${reason}`).toBe(true);
        given.add(reason);
      }
    }),
    { numRuns: 1000 },
  );
  // None of these is never given.
  expect([...given].toSorted()).toEqual(Object.keys(HOLDS).toSorted());
});

const own = (of: Partial<JobTotals>, more: Partial<JobEntry> = {}): Told => ({
  gateway: null,
  orchestrator: jobEntry({ totals: totals(of), ...more }),
  isGatewayEarly: false,
});
const seen = (of: Partial<JobTotals>, orchestrator: JobEntry | null = null): Told => ({
  ...own({}),
  gateway: jobEntry({ totals: totals(of) }),
  orchestrator,
});
const failed = own(
  { ...outputless({ ending: "error", cause: "model" }) },
  { first_output_at: null },
);
const TOO_FEW = { samples: 5, sum_milli_fps: 75_000, sum_milli_fps_squared: 5 * 15_000 ** 2 };
const UNSEEN = {
  first_frame: false,
  first_output: false,
  samples: false,
  swap: false,
  e2e: false,
} as const;

it.each<[string, Told, Record<string, Reason>]>([
  [
    "a perfect job that both sides saw",
    seen({}, jobEntry({ totals: totals() })),
    { cause: "does_not_apply", gpu: "not_told" },
  ],
  [
    "E2E and swaps of a job that no gateway saw",
    own({ e2e_ms: null, first_frame_ms: null }),
    {
      first_frame_ms: "no_gateway_measurement",
      swapped: "no_swap_source",
      "evidence.gateway": "no_gateway_measurement",
      "evidence.qualities.e2e": "no_gateway_measurement",
      "evidence.qualities.stability": "no_swap_source",
      "evidence.orchestrator.e2e_ms": "does_not_apply",
    },
  ],
  [
    "E2E and swaps of a job that a gateway without such sources saw",
    seen({ e2e_ms: null, first_frame_ms: null, sources: UNSEEN }),
    {
      first_frame_ms: "no_gateway_measurement",
      swapped: "no_swap_source",
      "evidence.orchestrator": "not_told",
      "evidence.gateway.e2e_ms": "no_gateway_measurement",
    },
  ],
  ["the jitter of few samples", own(TOO_FEW), { "fps.jitter": "few_samples" }],
  [
    "a failed job without output",
    failed,
    {
      first_frame_at: "no_output",
      first_frame_ms: "no_output",
      first_output_ms: "no_output",
      "fps.mean": "no_sample",
      "fps.jitter": "no_sample",
      "evidence.qualities.delivered_frames": "does_not_apply",
      "evidence.orchestrator.first_output_ms": "no_output",
    },
  ],
  [
    "an excused job",
    own({ ending: "refused", idle_slot: false, first_frame_ms: null }),
    { credit_ppm: "does_not_apply", "evidence.qualities.first_frame": "does_not_apply" },
  ],
  [
    "an open job",
    { ...own({}), orchestrator: jobEntry({ totals: null }) },
    {
      cause: "not_decided",
      credit_ppm: "not_decided",
      ended_at: "not_decided",
      first_output_ms: "not_decided",
      "fps.mean": "not_decided",
      "evidence.decided_by": "not_decided",
      "evidence.orchestrator": "not_decided",
    },
  ],
  [
    "a job that a gateway stopped telling of",
    { ...own({ first_frame_ms: null }), gateway: jobEntry({ totals: null }), isGatewayEarly: true },
    { first_frame_ms: "not_decided", swapped: "not_decided", "evidence.gateway": "not_decided" },
  ],
  [
    "a first output that only the orchestrator's agent timed",
    seen({ first_output_ms: null }, jobEntry({ totals: totals() })),
    {
      first_output_ms: "orchestrator_only",
      "evidence.gateway.first_output_ms": "orchestrator_only",
    },
  ],
  [
    "a request, of which a gateway knows the swap",
    { ...own({}), gateway: jobEntry({ workload: "request", totals: totals({ span_ms: 0 }) }) },
    {
      "evidence.qualities.delivered_frames": "no_span",
      "evidence.qualities.stability": "does_not_apply",
    },
  ],
  [
    "an end that was never told",
    own({ ending: "silent", ended_at: null }),
    { ended_at: "not_told" },
  ],
  [
    "an end before the start",
    own({ ended_at: null, impossible: 1 }),
    { ended_at: "not_usable", "evidence.orchestrator.ended_at": "not_usable" },
  ],
  [
    "frame rates that no samples can have",
    own({ sum_milli_fps_squared: 1 }),
    { "fps.stddev": "not_usable", "fps.jitter": "not_usable" },
  ],
])("says why: %s", async (_, told, expected) => {
  expect((await listed(told))?.nulls).toMatchObject(expected);
});
