/**
 * A stream as a script: what happens when, Unix milliseconds on the runner's clock. Frames come every 50 ms at 20 fps;
 * `stalls` are spans without output while input arrives.
 */
export type SimStream = Readonly<{
  startMs: number;
  firstOutputMs: number | null;
  stalls?: readonly (readonly [fromMs: number, toMs: number])[];
  inputEndMs: number;
  errors?: readonly { atMs: number; message: string }[];
  restarts?: readonly number[];
  /** From then on the guardian says ERROR. */
  brokenMs?: number;
}>;

const FRAME_MS = 50;
/** The guardian computes fps when more than 10 s have passed, in a loop of 1 s. */
const FPS_WINDOW_MS = 11_000;

/** Time of the newest output at a moment, or null before the first. */
export function lastOutputMs(stream: SimStream, nowMs: number): number | null {
  const { firstOutputMs, stalls = [], inputEndMs } = stream;
  if (firstOutputMs === null || nowMs < firstOutputMs) return null;
  let until = Math.min(nowMs, inputEndMs);
  for (const [from, to] of stalls.toReversed()) if (until > from && until <= to) until = from;
  return firstOutputMs + Math.floor((until - firstOutputMs) / FRAME_MS) * FRAME_MS;
}

/** `PipelineStatus` of ai-runner 0.14 at a moment, as JSON: with the user's prompt in it, as the real one. */
export function statusAt(
  stream: SimStream | null,
  nowMs: number,
  model: string,
  prompt: string,
): object {
  const about = { type: "status", pipeline: model };
  const params = {
    last_params: { prompt },
    last_params_hash: "8c85",
    last_params_update_time: null,
  };
  const never = {
    last_error_time: null,
    last_error: null,
    last_restart_time: null,
    last_restart_logs: null,
  };
  if (stream === null)
    return {
      ...about,
      start_time: 0,
      state: "OFFLINE",
      last_state_update_time: null,
      input_status: { last_input_time: null, fps: 0 },
      inference_status: { last_output_time: null, fps: 0, ...params, ...never, restart_count: 0 },
    };
  const computedMs = Math.floor(nowMs / FPS_WINDOW_MS) * FPS_WINDOW_MS;
  const frames = (count: (ms: number) => number) =>
    computedMs <= stream.startMs
      ? 0
      : (count(computedMs) - count(Math.max(stream.startMs, computedMs - FPS_WINDOW_MS))) /
        (FPS_WINDOW_MS / 1000);
  const error = stream.errors?.findLast(({ atMs }) => atMs <= nowMs);
  const restart = stream.restarts?.findLast((ms) => ms <= nowMs);
  const output = lastOutputMs(stream, nowMs);
  return {
    ...about,
    start_time: stream.startMs,
    state: stateAt(stream, nowMs, output),
    last_state_update_time: stream.startMs,
    input_status: {
      last_input_time: Math.min(nowMs, stream.inputEndMs),
      fps: frames((ms) => (Math.min(ms, stream.inputEndMs) - stream.startMs) / FRAME_MS),
    },
    inference_status: {
      last_output_time: output,
      fps: frames((ms) => framesUntil(stream, ms)),
      ...params,
      last_error_time: error?.atMs ?? null,
      last_error: error?.message ?? null,
      last_restart_time: restart ?? null,
      last_restart_logs: restart === undefined ? null : [`params: ${prompt}`],
      restart_count: stream.restarts?.filter((ms) => ms <= nowMs).length ?? 0,
    },
  };
}

function framesUntil({ firstOutputMs, stalls = [], inputEndMs }: SimStream, nowMs: number): number {
  if (firstOutputMs === null) return 0;
  const until = Math.min(nowMs, inputEndMs);
  const stalled = stalls.reduce(
    (ms, [from, to]) => ms + Math.max(0, Math.min(until, to) - Math.min(until, from)),
    0,
  );
  return Math.max(0, until - firstOutputMs - stalled) / FRAME_MS;
}

function stateAt(stream: SimStream, nowMs: number, outputMs: number | null): string {
  if (nowMs - stream.inputEndMs > 3000) return "OFFLINE";
  if (stream.brokenMs !== undefined && nowMs >= stream.brokenMs) return "ERROR";
  if (nowMs - stream.inputEndMs > 2000) return "DEGRADED_INPUT";
  return outputMs === null || nowMs - outputMs > 2000 ? "DEGRADED_INFERENCE" : "ONLINE";
}
