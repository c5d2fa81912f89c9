import { runnerCollector } from "../../../agent/src/collectors/runner/runner-collector.ts";
import type { RunnerSettings } from "../../../agent/src/collectors/runner/runner-settings.ts";
import { outcomeOf } from "../../../schema/sla/outcome.ts";
import { DEFAULT_POLICY } from "../../../schema/sla/policy.ts";
import { type RunnerScript, simRunner } from "../../sim/node/ai-runner.ts";
import { recordingPorts } from "../../support/collector-ports.ts";
import { entriesOf, reduceAll } from "../../support/observations.ts";

/** How long is watched, and how far the runner's clock is ahead of the agent's. */
export type Watch = Readonly<{ untilMs: number; skewMs?: number; settings?: RunnerSettings }>;

/**
 * Lets the collector watch a scripted runner in simulated time, from `fromMs` on, looking every 5 s for jobs; and
 * reduces what it observed as an orchestrator's agent does.
 */
export async function watched(
  script: Omit<RunnerScript, "now">,
  fromMs: number,
  { untilMs, skewMs = 0, settings = {} }: Watch,
) {
  let nowMs = fromMs;
  await using runner = await simRunner({ ...script, now: () => nowMs + skewMs });
  const recorded = recordingPorts({
    now: () => nowMs,
    sleep: async (ms) => {
      nowMs += ms;
      if (nowMs > untilMs) recorded.stop();
    },
  });
  const at = { url: runner.api.url, statusUrl: runner.inner.url, sameClock: skewMs === 0 };
  await runnerCollector({ jobs: true, ports: [], runners: [at], ...settings }).run(recorded.ports);
  const ofJobs = recorded.accepted.filter(({ job }) => job !== null);
  const { windows } = ofJobs.length === 0 ? { windows: [] } : reduceAll(ofJobs, "orchestrator");
  const jobs = entriesOf(windows).flatMap((entry) => {
    const { totals } = entry;
    return totals === null
      ? []
      : [{ entry, totals, ...outcomeOf(entry, "orchestrator", DEFAULT_POLICY.default) }];
  });
  return { ...recorded, jobs, asked: [...runner.api.asked, ...runner.inner.asked] };
}
