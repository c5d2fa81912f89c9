import { expect, it } from "vitest";
import { outcomeOf } from "../../../../schema/sla/outcome.ts";
import { DEFAULT_POLICY } from "../../../../schema/sla/policy.ts";
import { isDrained } from "../../../../schema/sla/reduce/is-drained.ts";
import type { Observation } from "../../../../schema/wire/observation.ts";
import {
  decidedOf,
  entriesOf,
  MINUTE,
  NODE_A,
  NODE_B,
  observe,
  ORCHESTRATOR_A,
  ORCHESTRATOR_B,
  reduceAll,
  T0,
} from "../../../support/observations.ts";

const A = { node: NODE_A };
const SECOND = 1000;

/** A stream at node A: request at 0, output at 3 s, a sample every 10 s from 10 s on, none at its end. */
const stream = (seconds: number, sample: object = {}): Observation[] => [
  observe("request_received", 0),
  observe("first_output", 3 * SECOND, A),
  ...Array.from({ length: Math.floor(seconds / 10) }, (_, i) =>
    observe("sample", (i + 1) * 10 * SECOND, {
      ...A,
      fps: 20,
      input_fps: 20,
      input_age_ms: 20,
      output_age_ms: 10,
      ...sample,
    }),
  ),
];
const ended = (at: number) => observe("ended", at, { ending: "client_left" });
const only = (
  observations: readonly Observation[],
  role: "gateway" | "orchestrator" = "gateway",
) => {
  const decided = decidedOf(reduceAll(observations, role).windows);
  expect(decided).toHaveLength(1);
  return decided[0]!;
};

it("AC03: gives a job of three hours one set of totals, and windows that add up to it", () => {
  const { windows } = reduceAll([...stream(3 * 3600), ended(3 * 3600 * SECOND + 5000)]);
  const decided = decidedOf(windows);
  expect(decided).toHaveLength(1);
  // 1080 samples 10 s apart cover everything from the request on; M is cut by 13 s at its start, and 10 s at its end.
  expect(decided[0]?.totals).toMatchObject({
    samples: 1080,
    active_ms: 10_800_000,
    first_frame_ms: 3000,
  });
  expect(decided[0]?.totals).toMatchObject({ span_ms: 10_805_000 - 10_000 - 13_000 });
  expect(decided[0]?.totals.frames).toEqual([[20, 20, 10_782_000, 20_000 * 10_782_000]]);
  const active = entriesOf(windows).reduce((ms, { delta }) => ms + delta.active_ms, 0);
  expect(active).toBe(10_800_000);
});

it("AC04: leaves a job without an end open for ten minutes, and decides it once", () => {
  const { windows } = reduceAll(stream(20), "gateway", { minutes: 30, decideAll: false });
  const decided = decidedOf(windows);
  expect(decided.map(({ totals }) => totals.ending)).toEqual(["silent"]);
  // Last evidence at 20 s: the first window that ends 10 min later is the eleventh.
  expect(windows.findIndex(({ jobs }) => jobs.some(({ totals }) => totals !== null))).toBe(10);
});

it("decides a job in the window of its end", () => {
  const { windows } = reduceAll([...stream(60), ended(70 * SECOND)], "gateway", {
    minutes: 4,
    decideAll: false,
  });
  expect(windows.map(({ jobs }) => jobs.map(({ totals }) => totals?.ending ?? "open"))).toEqual([
    ["open"],
    ["client_left"],
    [],
    [],
  ]);
});

it("AC12: lets no sample with fps 0 into the mean, and counts it as stall only after the first output", () => {
  const zero = (at: number) => observe("sample", at, { ...A, fps: 0 });
  const { totals } = only([
    observe("request_received", 0),
    zero(2000), // before the output: warm-up
    observe("first_output", 3000, A),
    zero(8000), // covers (2000, 8000], which begins before the output: warm-up
    zero(12_000),
    observe("sample", 22_000, { ...A, fps: 10 }),
    ended(30_000),
  ]);
  expect(totals).toMatchObject({ zero_samples: 3, samples: 1, stall_ms: 4000, active_ms: 10_000 });
  expect(totals).toMatchObject({ milli_fps_ms: 10_000 * 10_000, sum_milli_fps: 10_000 });
});

it.each([
  ["the gateway itself", false, "user_input"],
  ["the runner, which it only repeats", true, "unknown"],
] as const)("takes an excuse from %s: %s", (_, relayed, cause) => {
  const error = (kind: "user_input" | "unknown") =>
    observe("error", 5000, { ...A, cause: kind, relayed });
  const { totals } = only([
    observe("request_received", 0),
    observe("job_started", 1000, A),
    error("unknown"),
    error("user_input"),
    ended(30_000),
  ]);
  expect(totals).toMatchObject({ cause, errors: 1, user_errors: 1 });
});

it("covers at most 15 s with a sample", () => {
  const { totals } = only([
    ...stream(10),
    observe("sample", 60_000, { ...A, fps: 20 }),
    ended(61_000),
  ]);
  expect(totals.active_ms).toBe(10_000 + 15_000);
});

it("AC05: ends A's job at a swap and begins B's there", () => {
  const B = { node: NODE_B };
  const decided = decidedOf(
    reduceAll([
      ...stream(20),
      observe("swap", 25_000, A),
      observe("payment", 26_000, {
        orchestrator: ORCHESTRATOR_B,
        tickets: 1,
        face_value_wei: "1",
        win_prob: "1",
      }),
      observe("sample", 27_000, { ...A, fps: 20 }), // A's runner does not know yet
      observe("first_output", 29_000, B),
      observe("sample", 35_000, { ...B, fps: 10 }),
      ended(40_000),
    ]).windows,
  );
  expect(decided).toMatchObject([
    {
      node: NODE_A,
      attempt: 0,
      totals: { ending: "moved", swapped: true, active_ms: 20_000, samples: 2 },
    },
    {
      node: NODE_B,
      orchestrator: ORCHESTRATOR_B,
      attempt: 0,
      started_at: T0 + 25_000,
      totals: {
        ending: "client_left",
        swapped: false,
        first_frame_ms: 4000,
        active_ms: 10_000,
        samples: 1,
      },
    },
  ]);
});

const runnerError = (at: number, more: object = {}) =>
  observe("error", at, { ...A, cause: "gpu", relayed: true, ...more });
const FAILED = { outcome: "failed", cause: "gpu", selfExcused: false };
const MOVED_WELL = { outcome: "success", cause: null, selfExcused: false };

it.each([
  ["after an error of the runner", [runnerError(21_000)], "error", FAILED],
  [
    "after an error that a status took back",
    [runnerError(21_000), observe("sample", 24_000, { ...A, fps: 9 })],
    "moved",
    MOVED_WELL,
  ],
  [
    "after an error that its own status outlived",
    [runnerError(24_000), observe("sample", 24_000, { ...A, fps: 9 })],
    "moved",
    MOVED_WELL,
  ],
  [
    "after an error and a status without output",
    [runnerError(21_000), observe("sample", 24_000, { ...A, fps: 0 })],
    "error",
    FAILED,
  ],
  [
    "after an error and a status of a broken runner",
    [runnerError(21_000), observe("sample", 24_000, { ...A, fps: 9, state: "error" })],
    "error",
    FAILED,
  ],
  [
    "after an error that the runner blames on the user",
    [runnerError(21_000, { cause: "user_input" })],
    "moved",
    MOVED_WELL,
  ],
  [
    "because it was slow, by the gateway's own word",
    [runnerError(21_000, { cause: "orchestrator_network", relayed: false })],
    "moved",
    MOVED_WELL,
  ],
  ["with an error on its way that comes after it", [runnerError(26_000)], "moved", MOVED_WELL],
] as const)("judges a job that the gateway left %s", (_, facts, ending, decision) => {
  const entry = only([...stream(20), ...facts, observe("swap", 25_000, A)]);
  expect(entry.totals).toMatchObject({ ending, swapped: true, ended_at: T0 + 25_000 });
  expect(outcomeOf(entry, "gateway", DEFAULT_POLICY.default)).toEqual(decision);
});

it("leaves a stream that its client ended after a runner's error as it was", () => {
  const { totals } = only([...stream(20), runnerError(21_000), ended(25_000)]);
  expect(totals).toMatchObject({ ending: "client_left", errors: 1 });
});

it("takes another node without a swap for a move, and a return for a second attempt", () => {
  const at = (node: string, ms: number) => observe("job_started", ms, { node });
  const decided = decidedOf(
    reduceAll([
      observe("request_received", 0),
      at(NODE_A, 1000),
      at(NODE_B, 5000),
      observe("swap", 8000, { node: NODE_B }),
      at(NODE_A, 9000),
      ended(20_000),
    ]).windows,
  );
  expect(decided.map(({ node, attempt, totals }) => [node, attempt, totals.ending])).toEqual([
    [NODE_A, 0, "moved"],
    [NODE_B, 0, "moved"],
    [NODE_A, 1, "client_left"],
  ]);
});

it("AC15: links payments without a request to the latest that used the session, after its end too", () => {
  const pay = (ms: number, more: object) =>
    observe("payment", ms, {
      orchestrator: ORCHESTRATOR_A,
      session: "5e",
      tickets: 3,
      face_value_wei: "1000000000000000001",
      win_prob: "0.0009967109",
      ...more,
    });
  const { windows } = reduceAll([
    pay(0, { request: null }), // before any request: unlinked
    observe("request_received", 1000, { request: "0000000000000001" }),
    pay(2000, { request: "0000000000000001" }),
    observe("ended", 5000, { request: "0000000000000001", ending: "client_left" }),
    pay(2 * MINUTE, { request: null }), // its job was decided in an earlier window
    observe("request_received", 3 * MINUTE, { request: "0000000000000002" }),
    pay(3 * MINUTE + 1, { request: "0000000000000002" }),
    pay(3 * MINUTE + 2, { request: null }),
    pay(3 * MINUTE + 3, { request: null, orchestrator: ORCHESTRATOR_B }), // another's session
  ]);
  const payments = windows.flatMap((window) => window.payments);
  const sum = (job: string | null) =>
    payments
      .filter((payment) => payment.job === job)
      .reduce(
        (all, { fees }) => ({
          tickets: all.tickets + fees.tickets,
          atto: all.atto + BigInt(fees.expected_value_attowei),
        }),
        { tickets: 0, atto: 0n },
      );
  const one = 3n * 1_000_000_000_000_000_001n * 996_710_900_000_000n; // tickets × wei × 10⁻¹⁸
  expect(sum("0000000000000001")).toEqual({ tickets: 6, atto: 2n * one });
  expect(sum("0000000000000002")).toEqual({ tickets: 6, atto: 2n * one });
  expect(sum(null)).toEqual({ tickets: 6, atto: 2n * one });
});

it("AC18: never merges two orchestrators that share a node", () => {
  const N = { node: NODE_A };
  const offer = (orchestrator: string) =>
    observe("capacity", 0, { ...N, orchestrator, in_use: 1, idle: 1, request: null });
  const pay = (orchestrator: string, ms: number) =>
    observe("payment", ms, { orchestrator, tickets: 1, face_value_wei: "1", win_prob: "1" });
  const decided = decidedOf(
    reduceAll([
      offer(ORCHESTRATOR_A),
      offer(ORCHESTRATOR_B),
      observe("request_received", 0),
      pay(ORCHESTRATOR_A, 100),
      observe("first_output", 1000, N),
      observe("swap", 5000, N),
      pay(ORCHESTRATOR_B, 6000),
      observe("first_output", 7000, N),
      ended(9000),
      // Without a payment nothing tells whose it is.
      observe("request_received", 10_000, { request: "00000000000000ff" }),
      observe("first_output", 11_000, { ...N, request: "00000000000000ff" }),
    ]).windows,
  );
  expect(decided.map(({ orchestrator, totals }) => [orchestrator, totals.first_frame_ms])).toEqual([
    [ORCHESTRATOR_A, 1000],
    [ORCHESTRATOR_B, 2000],
    [null, 1000],
  ]);
});

it("AC19: flags a pair of times in an impossible order, leaves it out, and counts it", () => {
  const { totals } = only([
    observe("request_received", 2000),
    observe("first_output", 1000, A),
    observe("first_output", 1500, { ...A, relayed: true, runner_at: T0 + 500 }),
    observe("sample", 10_000, { ...A, fps: 20, output_age_ms: -5, runner_started_at: T0 + 900 }),
    ended(20_000),
  ]);
  expect(totals).toMatchObject({ first_frame_ms: null, first_output_ms: null, impossible: 3 });
});

it("AC22: counts nothing after a stream's end, and nothing after its input ended", () => {
  const tail = (from: number) =>
    Array.from({ length: 9 }, (_, i) =>
      observe("sample", from + (i + 1) * 10_000, {
        ...A,
        fps: 0,
        input_fps: 0,
        input_age_ms: (i + 1) * 10_000 - 1000,
        output_age_ms: (i + 1) * 10_000 - 500,
        state: "error",
      }),
    );
  const clean = only([...stream(60), ended(61_000)]).totals;
  const after = only([
    ...stream(60),
    ended(61_000),
    ...tail(61_000),
    observe("error", 90_000, { ...A, cause: "model" }),
  ]).totals;
  expect(after).toEqual(clean);
  // The same tail, and the end is only told after it.
  const late = only([...stream(60), ...tail(60_000), ended(155_000)]).totals;
  expect(late).toMatchObject({ active_ms: 60_000, samples: 6, ending: "client_left" });
  expect(late.stall_ms).toBeLessThanOrEqual(4000); // last input 61 s, 3 s of grace
  expect(late.stall_at_end_ms).toBeLessThanOrEqual(4000);
});

it("measures the stall at the end against the input that still arrived", () => {
  const stalled = Array.from({ length: 3 }, (_, i) =>
    observe("sample", 30_000 + i * 10_000, {
      ...A,
      fps: 0,
      input_fps: 20,
      input_age_ms: 10,
      output_age_ms: 9000 + i * 10_000,
      state: "error",
    }),
  );
  const { totals } = only([...stream(20), ...stalled, ended(52_000)]);
  // Last output 21 s, last status 50 s.
  expect(totals).toMatchObject({ stall_at_end_ms: 31_000, ending: "error", stall_ms: 30_000 });
});

it("leaves time without input out of M", () => {
  const paused = observe("sample", 50_000, { ...A, fps: 5, input_fps: 0, input_age_ms: 8000 });
  const { totals } = only([
    ...stream(40),
    paused,
    observe("sample", 60_000, { ...A, fps: 20, input_fps: 20 }),
    ended(70_000),
  ]);
  // M = (13 s, 60 s] less (42 s, 50 s]; the sample at 50 s covers the 2 s before that.
  expect(totals.span_ms).toBe(47_000 - 8000);
  expect(totals.frames).toEqual([
    [0, 5, 2000, 5000 * 2000],
    [20, 20, 37_000, 20_000 * 37_000],
  ]);
});

it("counts overlapping samples once, with the lower", () => {
  const fps = (at: number, rate: number) =>
    observe("sample", at, { ...A, fps: rate, input_fps: 20 });
  const { totals } = only([
    observe("request_received", 0),
    observe("first_output", 0, A),
    fps(20_000, 10),
    fps(25_000, 20),
    ended(35_000),
  ]);
  // M = (10 s, 25 s]: 10 fps until 20 s, then 20 fps.
  expect(totals.frames).toEqual([
    [20, 10, 10_000, 100_000_000],
    [20, 20, 5000, 100_000_000],
  ]);
});

it("is no job, when a request reached no orchestrator; and says each fact of it once", () => {
  const { windows } = reduceAll([
    observe("request_received", 0),
    observe("no_capacity", 2000, { pipeline: "live-video-to-video", model: "m" }),
    observe("no_capacity", 2001),
    ended(2002),
    observe("no_capacity", 61_000),
  ]);
  expect(entriesOf(windows)).toEqual([]);
  expect(windows.flatMap(({ requests }) => requests)).toMatchObject([
    { model: "m", received: true, missing_capacity: true },
  ]);
});

it("waits a minute for the model of a request, and no longer", () => {
  const emitted = (observations: Observation[]) =>
    reduceAll(observations, "gateway", { minutes: 4, decideAll: false }).windows.map(
      ({ requests }) => requests.map(({ model }) => model),
    );
  expect(emitted([observe("request_received", 50_000)])).toEqual([[], [null], [], []]);
  const named = observe("sample", 65_000, {
    ...A,
    fps: 20,
    pipeline: "live-video-to-video",
    model: "m",
  });
  expect(emitted([observe("request_received", 50_000), named])).toEqual([[], ["m"], [], []]);
});

it("lets a capacity reading stand until the next, and for five minutes at most", () => {
  const reading = (at: number, in_use: number) =>
    observe("capacity", at, {
      request: null,
      node: NODE_A,
      pipeline: "p",
      model: "m",
      in_use,
      idle: 2 - in_use,
    });
  const { windows } = reduceAll([reading(0, 0), reading(30_000, 1)], "gateway", { minutes: 8 });
  const slots = windows.map(({ capacity }) =>
    capacity.map(({ busy_slot_ms, idle_slot_ms }) => [busy_slot_ms, idle_slot_ms]),
  );
  expect(slots).toEqual([
    [[30_000, 90_000]],
    ...Array.from({ length: 4 }, () => [[60_000, 60_000]]),
    [[30_000, 30_000]],
    [],
    [],
  ]);
});

it("groups by job where one is given, as an orchestrator's own collectors do", () => {
  const job = { job: "00000000000000b0", request: null };
  const entry = only(
    [
      observe("job_started", 0, { ...job, workload: "request" }),
      observe("first_output", 1200, { ...job, latency_ms: 900 }),
      observe("ended", 1300, { ...job, ending: "completed" }),
    ],
    "orchestrator",
  );
  expect(entry).toMatchObject({
    job: job.job,
    workload: "request",
    started_at: T0,
    first_output_at: T0 + 1200,
  });
  expect(entry.totals).toMatchObject({
    ending: "completed",
    first_output_ms: 900,
    first_frame_ms: null,
  });
  expect(entry.totals.sources).toEqual({
    first_frame: false,
    first_output: true,
    samples: true,
    swap: false,
    e2e: false,
  });
});

it("keeps what does not fit into a page of 256 KB for the next windows, and loses none of it", () => {
  const many = Array.from({ length: 1500 }, (_, i) =>
    observe("job_started", i, { job: i.toString(16).padStart(16, "0"), request: null }),
  );
  const { windows, state } = reduceAll(many, "orchestrator", { minutes: 5, decideAll: false });
  const emitted = windows.flatMap(({ jobs }) => jobs.map(({ job }) => job));
  expect([emitted.length, new Set(emitted).size]).toEqual([1500, 1500]);
  expect(Math.max(...windows.map((window) => JSON.stringify(window).length))).toBeLessThan(256_000);
  expect(isDrained(state)).toBe(true);
  expect(isDrained(reduceAll(many, "orchestrator", { minutes: 1, decideAll: false }).state)).toBe(
    false,
  );
});

it("keeps requests and payments that do not fit beside each other for the next windows, each told once", () => {
  const name = (i: number) => i.toString(16).padStart(16, "0");
  const model = "m".repeat(128);
  const many = Array.from({ length: 1800 }, (_, i) => [
    observe("request_received", i, { request: name(i), model }),
    observe("no_capacity", i, { request: name(i), model }),
    observe("payment", i, {
      job: null,
      request: null,
      orchestrator: `0x${i.toString(16).padStart(40, "0")}`,
      tickets: 1,
      face_value_wei: "1",
      win_prob: "1",
    }),
  ]).flat();
  const { windows } = reduceAll(many, "gateway", { minutes: 12, decideAll: false });
  const told = windows.flatMap(({ requests }) => requests);
  expect([told.length, new Set(told.map(({ request }) => request)).size]).toEqual([1800, 1800]);
  expect(told.every(({ received, missing_capacity }) => received && missing_capacity)).toBe(true);
  const paid = windows.flatMap(({ payments }) => payments);
  expect(new Set(paid.map(({ orchestrator }) => orchestrator)).size).toBe(1800);
  expect(paid.reduce((sum, { fees }) => sum + fees.tickets, 0)).toBe(1800);
  expect(Math.max(...windows.map((window) => JSON.stringify(window).length))).toBeLessThan(256_000);
});

it.each([
  [40, 9990],
  [2000, 9990],
  [2001, 9990 + 2001],
])(
  "takes output that a sample saw %d ms ago for flowing up to 2 s: a stall of %d ms at the end",
  (output_age_ms, stall_at_end_ms) => {
    const { totals } = only([...stream(60, { output_age_ms }), ended(60_000 + 9990)]);
    expect(totals).toMatchObject({ stall_at_end_ms });
  },
);

it("AC21: says of a request whether it is a test, also where it found no orchestrator", () => {
  const purposes = (["live", "test"] as const).map((purpose) => {
    const { windows } = reduceAll([
      observe("request_received", 0, { purpose }),
      observe("no_capacity", 5),
    ]);
    return windows.flatMap(({ requests }) => requests);
  });
  expect(purposes).toMatchObject([
    [{ purpose: "live", missing_capacity: true }],
    [{ purpose: "test", missing_capacity: true }],
  ]);
});
