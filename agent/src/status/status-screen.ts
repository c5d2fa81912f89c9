import type { JobEntry } from "../../../schema/wire/job-entry.ts";
import { WINDOW_MS } from "../../../schema/wire/window.ts";
import type { AgentState } from "./ask-agent.ts";

/** So many jobs are shown; the others are counted. */
const MAX_JOBS = 10;

/** A running agent at a glance. */
export function statusScreen(
  { url, identity, healthy, window, metrics }: AgentState,
  nowMs: number,
): string[] {
  const { agent, role, orchestrator, region, agent_version } = identity;
  const of = [role, orchestrator ?? "no address", region ?? "no region"].join("  ");
  const count = (result: string) =>
    metrics[`livepeer_sla_observations_total{result="${result}"}`] ?? 0;
  return [
    `${agent}  version ${agent_version}`,
    `${of}  at ${url}`,
    "",
    healthy ? "sealing  on time" : "sealing  BEHIND: see the agent's log",
    `windows  ${metrics["livepeer_sla_windows_kept"] ?? 0} kept`,
    `facts    ${count("accepted")} accepted, ${count("late")} of them late, ${count("duplicate")} known before, ${count("rejected")} refused, since its start`,
    "",
    ...(window === null
      ? ["No minute was sealed in the last ten."]
      : [
          `last sealed minute  ${new Date(window.start).toISOString().slice(0, 16)}Z, ended ${age(nowMs - window.start - WINDOW_MS)} ago`,
          "",
          ...window.collectors.map(({ name, status, reason }) =>
            `  ${status === "failing" ? "✗" : status === "ok" ? "✓" : "-"} ${name.padEnd(13)} ${status.padEnd(8)} ${reason ?? ""}`.trimEnd(),
          ),
          "",
          `${window.jobs.length} jobs in it`,
          ...window.jobs.slice(0, MAX_JOBS).map(jobLine),
          ...(window.jobs.length > MAX_JOBS ? [`  and ${window.jobs.length - MAX_JOBS} more`] : []),
        ]),
  ];
}

/** `  text-to-image/m  3f2a…  12.3 fps  1 error  ended: completed` */
function jobLine({ job, pipeline, model, delta, totals }: JobEntry): string {
  const { active_ms, milli_fps_ms, stall_ms, errors } = delta;
  return [
    `  ${job.slice(0, 8)}  ${pipeline ?? "?"}/${model ?? "?"}`,
    active_ms === 0 ? "no frames" : `${(milli_fps_ms / active_ms / 1000).toFixed(1)} fps`,
    ...(stall_ms > 0 ? [`${(stall_ms / 1000).toFixed(0)} s stalled`] : []),
    ...(errors > 0 ? [`${errors} errors`] : []),
    totals === null
      ? "goes on"
      : `ended: ${totals.ending}${totals.cause ? `, ${totals.cause}` : ""}`,
  ].join("  ");
}

const age = (ms: number): string =>
  ms < 120_000 ? `${Math.max(0, Math.floor(ms / 1000))} s` : `${Math.floor(ms / 60_000)} min`;
