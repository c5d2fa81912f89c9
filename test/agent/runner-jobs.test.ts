import { expect, it } from "vitest";
import { jobId } from "../../agent/src/collectors/runner/followed.ts";
import { lastOutputMs, type SimStream } from "../sim/node/ai-runner-stream.ts";
import { SIM_MODEL } from "../sim/node/ai-runner.ts";
import { watched } from "./support/watched-runner.ts";

const T0 = Date.UTC(2026, 0, 9, 13);
const S = T0 + 12_300;
/** A minute of 20 fps from 1.5 s after the start. */
const NORMAL: SimStream = { startMs: S, firstOutputMs: S + 1500, inputEndMs: S + 60_000 };
const WATCH = { untilMs: T0 + 120_000 };

/** The first look at or after a moment, of looks every 5 s from T0 on. */
const lookMs = (ms: number) => T0 + Math.ceil((ms - T0) / 5000) * 5000;

/** What the first look that shows output shows: the latest frame by then. */
const firstOutputOf = (stream: SimStream) =>
  stream.firstOutputMs === null
    ? null
    : (lastOutputMs(stream, lookMs(stream.firstOutputMs)) ?? 0) - stream.startMs;

type Expected = {
  outcome: string;
  cause?: string;
  ending: string;
  errors?: number;
  restarts?: number;
};
const SUCCESS: Expected = { outcome: "success", ending: "completed" };
const FAILED: Expected = { outcome: "failed", cause: "unknown", ending: "completed" };

it.each<[string, SimStream, Expected, [number, number][]?]>([
  ["a normal stream", NORMAL, SUCCESS],
  ["a slow start", { ...NORMAL, firstOutputMs: S + 20_000 }, SUCCESS],
  ["a stall of 20 s that ends", { ...NORMAL, stalls: [[S + 20_000, S + 40_000]] }, SUCCESS],
  ["a stall until the end", { ...NORMAL, stalls: [[S + 40_000, S + 60_000]] }, FAILED],
  ["no output at all", { ...NORMAL, firstOutputMs: null, inputEndMs: S + 30_000 }, FAILED],
  [
    "a stream between two looks",
    { startMs: T0 + 10_200, firstOutputMs: T0 + 11_000, inputEndMs: T0 + 11_800 },
    SUCCESS,
  ],
  [
    "an error that the runner repeats",
    { ...NORMAL, errors: [{ atMs: S + 20_000, message: "Error processing input frame" }] },
    { ...SUCCESS, errors: 1 },
  ],
  [
    "an end in error that output did not survive",
    {
      ...NORMAL,
      brokenMs: S + 40_000,
      errors: [{ atMs: S + 40_000, message: "CUDA error" }],
      stalls: [[S + 40_000, S + 60_000]],
    },
    { outcome: "failed", cause: "gpu", ending: "error", errors: 1 },
  ],
  [
    "two restarts of the pipeline",
    { ...NORMAL, restarts: [S + 20_000, S + 31_000] },
    { ...SUCCESS, restarts: 2 },
  ],
  [
    "a runner that dies and comes back",
    NORMAL,
    { ...FAILED, ending: "error" },
    [[S + 30_000, S + 45_000]],
  ],
  ["a runner that dies", NORMAL, { ...FAILED, ending: "silent" }, [[S + 30_000, Infinity]]],
])("makes of %s the job that the script implies", async (_, stream, expected, down = []) => {
  const { jobs } = await watched({ streams: [stream], down }, T0, WATCH);
  const { outcome, cause = null, ending, errors = 0, restarts = 0 } = expected;
  expect(jobs).toHaveLength(1);
  const [job] = jobs;
  expect({ outcome: job?.outcome, cause: job?.cause, selfExcused: job?.selfExcused }).toEqual({
    outcome,
    cause,
    selfExcused: false,
  });
  const first_output_ms = firstOutputOf(stream);
  const counts = { errors, restarts, user_errors: 0, impossible: 0 };
  expect(job?.totals).toMatchObject({ ending, first_output_ms, ...counts });
  expect(job?.entry).toMatchObject({
    started_at: stream.startMs,
    pipeline: "live-video-to-video",
    model: SIM_MODEL,
    workload: "stream",
    request: null,
  });
});

it("credits a normal stream with every frame: 20 fps over the whole of its span", async () => {
  const { jobs } = await watched({ streams: [NORMAL] }, T0, WATCH);
  const totals = jobs[0]?.totals;
  const covered = totals?.frames.reduce((ms, [, , binMs]) => ms + binMs, 0) ?? 0;
  // From 10 s after the first output until 10 s before the input's end and its 3 s of grace.
  const outputMs = S + (firstOutputOf(NORMAL) ?? 0);
  expect(totals?.span_ms).toBe(NORMAL.inputEndMs + 3000 - 10_000 - (outputMs + 10_000));
  expect(covered).toBe(totals?.span_ms);
  for (const [input, output] of totals?.frames.slice(1) ?? [])
    expect([input, output]).toEqual([20, 20]);
});

it("samples every 10 s or when something is new, and repeats nothing in between", async () => {
  const { accepted } = await watched({ streams: [NORMAL] }, T0, WATCH);
  const samples = accepted.filter((o) => o.kind === "sample");
  const gaps = samples.slice(1).map(({ at }, i) => at - (samples[i]?.at ?? 0));
  expect(Math.max(...gaps)).toBe(10_000);
  for (const [i, { fps, input_fps, state, at }] of samples.slice(1).entries()) {
    const before = samples[i];
    const isRepeated =
      fps === before?.fps && input_fps === before.input_fps && state === before.state;
    expect(isRepeated && at - before.at < 10_000).toBe(false);
  }
});

it("tells two streams in a row apart, though the runner never looked idle in between", async () => {
  const first: SimStream = { ...NORMAL, inputEndMs: S + 30_000 };
  const next: SimStream = {
    startMs: S + 31_000,
    firstOutputMs: S + 32_000,
    inputEndMs: S + 60_000,
  };
  const { jobs, accepted } = await watched({ streams: [first, next] }, T0, WATCH);
  expect(jobs.map(({ outcome, entry }) => [outcome, entry.started_at])).toEqual([
    ["success", first.startMs],
    ["success", next.startMs],
  ]);
  expect(accepted.filter(({ kind }) => kind === "ended").map(({ at }) => at)).toEqual([
    next.startMs,
    lookMs(next.inputEndMs + 3001),
  ]);
});

it.each([90_000, -90_000, 3_600_000])(
  "compares a clock that is %d ms off with nothing but itself",
  async (skewMs) => {
    const shifted: SimStream = {
      startMs: S + skewMs,
      firstOutputMs: S + skewMs + 1500,
      inputEndMs: S + skewMs + 60_000,
    };
    const { jobs, refused } = await watched({ streams: [shifted] }, T0, { ...WATCH, skewMs });
    expect(jobs).toHaveLength(1);
    expect(jobs[0]).toMatchObject({
      outcome: "success",
      entry: { started_at: lookMs(S) },
      totals: { first_output_ms: firstOutputOf(NORMAL), impossible: 0 },
    });
    expect(refused).toEqual([]);
  },
);

it("gives no first output to a stream that it found at work, because nobody saw it begin", async () => {
  const { jobs } = await watched({ streams: [NORMAL] }, S + 30_000, WATCH);
  expect(jobs).toMatchObject([
    { outcome: "success", entry: { started_at: S + 30_000 }, totals: { first_output_ms: null } },
  ]);
});

it("does not report a stream that was over before the first look", async () => {
  const { accepted } = await watched({ streams: [NORMAL] }, S + 70_000, WATCH);
  expect(accepted.filter(({ job }) => job !== null)).toEqual([]);
});

it("reports the end of a stream that its agent had open before it was started anew", async () => {
  const ids: string[] = [];
  const isOpen = (job: string) => ids.push(job) > 0;
  const { accepted } = await watched({ streams: [NORMAL] }, S + 70_000, {
    ...WATCH,
    settings: { isOpen },
  });
  const ended = accepted.filter(({ kind }) => kind === "ended");
  expect(ended).toMatchObject([{ ending: "completed", at: S + 70_000, job: ids[0] }]);
});

it("names a job by runner and start, the same after a restart, and readable by nobody", () => {
  expect(jobId("http://127.0.0.1:8900", S)).toBe(jobId("http://127.0.0.1:8900", S));
  expect(jobId("http://127.0.0.1:8900", S)).not.toBe(jobId("http://127.0.0.1:8901", S));
  expect(jobId("http://127.0.0.1:8900", S)).toMatch(/^[0-9a-f]{16}$/);
});

it("makes no jobs, and asks for no stream's status, unless it is told to", async () => {
  const settings = { jobs: false };
  const { accepted, asked } = await watched({ streams: [NORMAL] }, T0, { ...WATCH, settings });
  expect(accepted.filter(({ job }) => job !== null)).toEqual([]);
  expect(asked.filter(({ path }) => path === "/api/status")).toEqual([]);
});
