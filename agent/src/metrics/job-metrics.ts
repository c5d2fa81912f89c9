import { Counter, Gauge, type OpenMetricsContentType, type Registry } from "prom-client";
import { outcomeOf } from "../../../schema/sla/outcome.ts";
import { DEFAULT_POLICY } from "../../../schema/sla/policy.ts";
import { targetsFor } from "../../../schema/sla/promises.ts";
import { workflowName } from "../../../schema/sla/workflow-name.ts";
import type { Window } from "../../../schema/wire/window.ts";
import type { Opened } from "../opened.ts";
import { readReducer } from "../store/agent-row.ts";
import { liveWindowsAfter, newestSeal } from "../store/live-windows.ts";

/**
 * Metrics of jobs, from the windows that are sealed while the process runs: a job counts when it is in a window that no
 * crash can undo, and an import of the past counts nothing.
 *
 * @returns to be called after windows were sealed
 */
export function jobMetrics(
  { db }: Pick<Opened, "db">,
  register: Registry<OpenMetricsContentType>,
): () => void {
  const registers = [register];
  new Gauge({
    name: "livepeer_sla_open_jobs",
    help: "Jobs that began and are not decided, as of the window that was sealed last.",
    registers,
    collect() {
      this.set(Object.values(readReducer(db).open).filter(({ decided }) => !decided).length);
    },
  });
  const jobs = new Counter({
    name: "livepeer_sla_jobs_decided_total",
    help: "Jobs by outcome, by this agent's own evidence and the default policy.",
    labelNames: ["outcome"] as const,
    registers,
  });
  for (const outcome of ["success", "failed", "excused"]) jobs.inc({ outcome }, 0);
  const samples = new Counter({
    name: "livepeer_sla_job_samples_total",
    help: "Status samples of jobs, by whether frames came out.",
    labelNames: ["frames"] as const,
    registers,
  });
  const seconds = new Counter({
    name: "livepeer_sla_job_seconds_total",
    help: "Time that samples covered: active with frames coming out, stalled without.",
    labelNames: ["state"] as const,
    registers,
  });
  const errors = new Counter({
    name: "livepeer_sla_job_errors_total",
    help: "Errors of jobs, each once, by who is to blame.",
    labelNames: ["by"] as const,
    registers,
  });
  const count = ({ role, jobs: entries }: Window): void => {
    for (const entry of entries) {
      const { delta, pipeline, model, totals } = entry;
      samples.inc({ frames: "some" }, delta.samples);
      samples.inc({ frames: "none" }, delta.zero_samples);
      seconds.inc({ state: "active" }, delta.active_ms / 1000);
      seconds.inc({ state: "stalled" }, delta.stall_ms / 1000);
      errors.inc({ by: "service" }, delta.errors);
      errors.inc({ by: "user" }, delta.user_errors);
      if (totals === null) continue;
      const targets = targetsFor(DEFAULT_POLICY, workflowName(pipeline, model));
      jobs.inc({ outcome: outcomeOf(entry, role, targets).outcome });
    }
  };
  let counted = newestSeal(db);
  return () => {
    const newest = newestSeal(db);
    if (newest === counted) return;
    for (const window of liveWindowsAfter(db, counted)) count(window);
    counted = newest;
  };
}
