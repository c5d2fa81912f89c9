import type { ServerResponse } from "node:http";
import { listening, type Listening } from "./listen.ts";
import { type SimStream, statusAt } from "./ai-runner-stream.ts";

/** An ai-runner of a live pipeline. What is not scripted is healthy. */
export type RunnerScript = Readonly<{
  /** Unix milliseconds on the runner's clock. */
  now: () => number;
  streams?: readonly SimStream[];
  /** Spans in which nothing answers; a runner that comes back has forgotten its streams. */
  down?: readonly (readonly [fromMs: number, toMs: number])[];
  /** Until then it answers and is loading. */
  loadingUntilMs?: number;
  model?: string;
  prompt?: string;
  gpuUuid?: string;
  /** Answers instead of the true ones, by path: a status and a body. */
  instead?: Readonly<Record<string, readonly [status: number, body: string]>>;
  port?: number;
}>;

/** The runner's API (container port 8000) and its inner API (8888), each on a port of its own. */
export type SimRunner = AsyncDisposable & Readonly<{ api: Listening; inner: Listening }>;

const PIPELINE = "live-video-to-video";
export const SIM_MODEL = "streamdiffusion-sdxl";
export const SIM_UUID = "GPU-a8d13655-197b-2226-d09f-b4b81e07504b";
const MEMORY_BYTES = 34_190_917_632;

/** Starts a simulated runner. */
export async function simRunner(script: RunnerScript): Promise<SimRunner> {
  const { now, model = SIM_MODEL, prompt = "a prompt", gpuUuid = SIM_UUID } = script;
  const isDown = () => (script.down ?? []).some(([from, to]) => now() >= from && now() < to);
  const stream = () => {
    const backMs = Math.max(0, ...(script.down ?? []).map(([, to]) => (to <= now() ? to : 0)));
    const own = script.streams?.filter(({ startMs }) => startMs <= now() && startMs >= backMs);
    return own?.at(-1) ?? null;
  };
  const status = () => statusAt(stream(), now(), model, prompt) as { state: string };
  const card = { id: gpuUuid, name: "NVIDIA GeForce RTX 5090", memory_total: MEMORY_BYTES };
  const about = { pipeline: PIPELINE, model_id: model };
  const answers: Record<string, () => object> = {
    "/health": () => ({ status: healthOf(status().state, now() < (script.loadingUntilMs ?? 0)) }),
    "/version": () => ({ ...about, version: "0.14.1" }),
    "/hardware/info": () => ({
      ...about,
      gpu_info: { 0: { ...card, memory_free: 1, major: 12, minor: 0 } },
    }),
    "/hardware/stats": () => ({
      ...about,
      gpu_stats: {
        0: { ...card, memory_free: 1, utilization_compute: 87, utilization_memory: 40 },
      },
    }),
  };
  const answer = (path: string, response: ServerResponse, known: Record<string, () => object>) => {
    if (isDown()) return void response.destroy();
    const [code, body] = script.instead?.[path] ?? truth(known[path]);
    response.writeHead(code, { "content-type": "application/json" }).end(body);
  };
  const api = await listening((request, response) => answer(request.url ?? "", response, answers), {
    port: script.port ?? 0,
  });
  const inner = await listening((request, response) =>
    answer(request.url ?? "", response, { "/api/status": status }),
  );
  return {
    api,
    inner,
    [Symbol.asyncDispose]: async () => {
      await api[Symbol.asyncDispose]();
      await inner[Symbol.asyncDispose]();
    },
  };
}

const truth = (of: (() => object) | undefined): [number, string] =>
  of === undefined ? [404, '{"detail":"Not Found"}'] : [200, JSON.stringify(of())];

/** As the live pipeline maps its states: `live_video_to_video.py`. */
function healthOf(state: string, isLoading: boolean): string {
  if (isLoading) return "LOADING";
  return state === "OFFLINE" ? "IDLE" : state === "ERROR" ? "ERROR" : "OK";
}
