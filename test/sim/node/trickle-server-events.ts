/** The model that simulated runners serve. */
export const SIM_MODEL = "streamdiffusion-sdxl";
/** What must not be found anywhere but in the simulated runner's own words. */
export const PLANTED_PROMPT = "planted prompt of a user";

/** A runner's status, 20 fps in and out unless told otherwise. Times are Unix milliseconds on the runner's clock. */
export type SimStatus = Readonly<{
  at: number;
  startedAt: number;
  fps?: number;
  inputFps?: number;
  /** The last frame in, and out; null: never. */
  inputAgeMs?: number | null;
  outputAgeMs?: number | null;
  state?: string;
  error?: { message: string; at: number } | null;
  restarts?: number;
}>;

const ago = (at: number, ms: number | null): number | null => (ms === null ? null : at - ms);
const payload = (event: object, type = "ai_stream_events"): string =>
  JSON.stringify({ event, queue_event_type: type });

/** ai-runner `live/process/status.py`, as `streamer.py` sends it every 10 s: with the user's prompt in it. */
export const statusEvent = ({
  at,
  startedAt,
  fps = 20,
  inputFps = 20,
  inputAgeMs = 20,
  outputAgeMs = 30,
  state = "ONLINE",
  error = null,
  restarts = 0,
}: SimStatus): string =>
  payload({
    type: "status",
    pipeline: SIM_MODEL,
    start_time: startedAt,
    state,
    last_state_update_time: startedAt,
    input_status: { last_input_time: ago(at, inputAgeMs), fps: inputFps },
    inference_status: {
      last_output_time: ago(at, outputAgeMs),
      fps,
      last_params_update_time: startedAt,
      last_params: { prompt: PLANTED_PROMPT },
      last_params_hash: "8c85",
      last_error_time: error?.at ?? null,
      last_error: error?.message ?? null,
      last_restart_time: null,
      last_restart_logs: null,
      restart_count: restarts,
    },
    last_status_timestamp: at - 10_000,
    timestamp: at,
  });

/** `runner_receive_stream_request`, `runner_send_first_processed_segment` and the like. */
export const traceEvent = (type: string, at: number): string =>
  payload({ type, timestamp: at }, "stream_trace");

/** The guardian's error: its own time is in float seconds. */
export const errorEvent = (message: string, at: number): string =>
  payload({ type: "error", pipeline: SIM_MODEL, message, time: at / 1000, timestamp: at + 300 });

/** The guardian started its process anew. */
export const restartEvent = (at: number, count = 1): string =>
  payload({
    type: "restart",
    pipeline: SIM_MODEL,
    restart_count: count,
    restart_time: at / 1000,
    restart_logs: [`params: ${PLANTED_PROMPT}`],
    timestamp: at,
  });
