import type { ObservationInput } from "../../schema/wire/observation.ts";
import type { Attempt } from "./attempt.ts";
import type { SimOrchestrator } from "./network.ts";
import type { SimRequest } from "./traffic.ts";

/**
 * What the container of an orchestrator posts to its agent about one job, in the order of time: a BYOC container's use
 * of `POST /v1/observations`. Times are on the orchestrator's clock.
 */
export function observationsOf(request: SimRequest, ordinal: number): ObservationInput[] {
  const attempt = request.attempts[ordinal];
  if (attempt === undefined)
    throw new RangeError(`request ${request.id} has no attempt ${ordinal}`);
  const { orchestrator, startedAt, endedAt, samples } = attempt;
  const { pipeline, model, skewMs } = orchestrator;
  const job = `${request.id}-${ordinal}`;
  const local = (at: number) => at + skewMs;
  const about = (name: string, at: number) => ({
    id: `${job}-${name}`,
    at: local(at),
    request: request.id,
    job,
    pipeline,
    model,
  });
  const slots = { pipeline, model, gpus: [orchestrator.gpu] };
  const started = startedAt + 5;
  return [
    { kind: "capacity", ...slots, id: `${job}-busy`, at: local(startedAt), in_use: 1, idle: 0 },
    {
      kind: "job_started",
      ...about("started", started),
      gpu: orchestrator.gpu,
      runner_at: local(started),
    },
    ...firstOutput(attempt, about, local),
    ...samples.map(({ at, fps, inputFps, lastInputAt, lastOutputAt, state }) => ({
      kind: "sample" as const,
      ...about(`sample-${at - startedAt}`, at),
      fps,
      input_fps: inputFps,
      input_age_ms: at - lastInputAt,
      output_age_ms: lastOutputAt === null ? null : at - lastOutputAt,
      runner_started_at: local(started),
      state: state === "ONLINE" ? ("online" as const) : ("degraded_inference" as const),
    })),
    ...endOf(attempt, about),
    { kind: "capacity", ...slots, id: `${job}-idle`, at: local(endedAt + 20), in_use: 0, idle: 1 },
  ];
}

type About = (name: string, at: number) => { id: string; at: number };

function firstOutput(
  { firstOutputAt }: Attempt,
  about: About,
  local: (at: number) => number,
): ObservationInput[] {
  if (firstOutputAt === null) return [];
  return [
    {
      kind: "first_output",
      ...about("first-output", firstOutputAt),
      runner_at: local(firstOutputAt),
    },
  ];
}

function endOf({ behaviour, endedAt }: Attempt, about: About): ObservationInput[] {
  const end = about("ended", endedAt + 10);
  switch (behaviour) {
    case "refused":
      return [{ kind: "ended", ...end, ending: "refused", cause: "capacity", idle_slot: false }];
    case "death":
      return [
        { kind: "error", ...about("error", endedAt), cause: "gpu", proven: true },
        { kind: "restart", ...about("restart", endedAt + 5) },
        { kind: "ended", ...end, ending: "error", cause: "gpu", proven: true },
      ];
    case "client_left":
      return [{ kind: "ended", ...end, ending: "client_left", cause: "client_left" }];
    default:
      return [{ kind: "ended", ...end, ending: "completed" }];
  }
}

/** A GPU's reading at a minute, as the container posts it: busy while a job runs. */
export const gpuReading = (
  { gpu, skewMs }: SimOrchestrator,
  at: number,
  busy: boolean,
): ObservationInput => ({
  kind: "gpu",
  id: `gpu-${at}`,
  at: at + skewMs,
  gpu,
  utilisation_ppm: busy ? 870_000 : 20_000,
});
