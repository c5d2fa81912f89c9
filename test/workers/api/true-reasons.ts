import type { Job } from "../../../schema/wire/job.ts";
import type { JobEntry, JobTotals } from "../../../schema/wire/job-entry.ts";
import type { Reason } from "../../../schema/wire/reason.ts";
import type { Told } from "./told-jobs.ts";

/** A null with what it is of: the entry of the side that its path names, else of the side that counts. */
type Null = Readonly<{
  path: string;
  field: string;
  told: Told;
  job: Pick<Job, "state" | "outcome" | "first_frame_at">;
  entry: JobEntry | null;
  of: JobTotals | null;
}>;

const sidesOf = ({ gateway, orchestrator }: Told) => [gateway, orchestrator];
const decidedOf = (told: Told) => sidesOf(told).flatMap((entry) => entry?.totals ?? []);
const isOpen = (entry: JobEntry | null) => entry !== null && entry.totals === null;
const isQuality = (path: string) => path.startsWith("evidence.qualities.");

/** When a reason is true, by what was told rather than by what was published. METRICS.md §2 to §4. */
export const HOLDS: Partial<Record<Reason, (of: Null) => boolean>> = {
  no_output: ({ told, job }) =>
    job.first_frame_at === null &&
    decidedOf(told).every(
      (of) => of.samples === 0 && of.first_frame_ms === null && of.first_output_ms === null,
    ),
  no_sample: ({ of }) => of?.samples === 0,
  few_samples: ({ of }) => of !== null && of.samples > 0 && of.samples < 6,
  not_usable: ({ of, field }) =>
    of !== null && of.impossible + of.samples > 0 && isAbsurd(of, field),
  no_span: ({ entry, of }) => entry?.workload === "request" || of?.span_ms === 0,
  no_gateway_measurement: ({ told: { gateway }, field }) =>
    gateway === null ||
    (gateway.totals !== null &&
      gateway.totals[isE2e(field) ? "e2e_ms" : "first_frame_ms"] === null),
  no_runner_measurement: ({ told }) =>
    decidedOf(told).every(({ first_output_ms }) => first_output_ms === null),
  no_swap_source: ({ told: { gateway } }) =>
    gateway === null || gateway.totals?.sources.swap === false,
  orchestrator_only: ({ told: { gateway, orchestrator } }) =>
    orchestrator?.totals?.first_output_ms != null && gateway?.totals?.first_output_ms === null,
  not_decided: ({ job, path, told: { gateway, orchestrator } }) =>
    job.state === "open" || isOpen(path === "evidence.orchestrator" ? orchestrator : gateway),
  not_told: ({ told, entry, of, path, field }) => {
    if (path === "evidence.orchestrator") return told.orchestrator === null;
    if (field === "first_frame_at") return entry?.first_output_at === null;
    if (field === "ended_at") return of?.ended_at === null;
    if (field === "first_output_ms")
      return of?.first_output_ms === null && told.gateway?.totals?.first_output_ms != null;
    if (field === "node" || field === "pipeline" || field === "gpu")
      return sidesOf(told).every((side) => (side?.[field] ?? null) === null);
    return /^(gateway|model|region|gpu\.(uuid|memory_bytes))$/.test(path);
  },
  does_not_apply: ({ job, path, field, entry }) => {
    if (path === "cause") return job.outcome === "success";
    if (path === "credit_ppm") return job.outcome === "excused";
    if (isQuality(path)) return job.outcome !== "success" || entry?.workload === "request";
    return field === "cause" || /^evidence\.orchestrator\.(first_frame|e2e)_ms$/.test(path);
  },
};

const isE2e = (field: string) => field === "e2e" || field === "e2e_ms";

/** An end before the start; samples without time; no mean to divide by; a negative variance. */
function isAbsurd(of: JobTotals, field: string): boolean {
  if (field === "ended_at") return of.impossible > 0;
  if (field === "mean") return of.active_ms === 0;
  return of.sum_milli_fps === 0 || of.samples * of.sum_milli_fps_squared < of.sum_milli_fps ** 2;
}
