import { expect, it } from "vitest";
import { EMPTY_STATE, reduceWindow } from "../../../../schema/sla/reduce/reduce-window.ts";
import type { Observation } from "../../../../schema/wire/observation.ts";
import {
  decidedOf,
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
const B = { node: NODE_B };
const C = { node: `0x${"c1".repeat(20)}` };
const NAMES = new Map([A, B, C].map(({ node }, i) => [node, "ABC"[i]!]));

const received = observe("request_received", 0);
const started = (ms: number, of: object) => observe("job_started", ms, of);
const sample = (ms: number, of: object) => observe("sample", ms, { ...of, fps: 20 });
const ended = (ms: number) => observe("ended", ms, { ending: "client_left" });
const refused = (ms: number, of: object) => observe("ended", ms, { ...of, ending: "refused" });

type Decided = ReturnType<typeof decidedOf>[number];
const told = ({ node, attempt, started_at, totals: { ended_at, ending } }: Decided) =>
  `${NAMES.get(node ?? "")}${attempt} ${started_at - T0}–${(ended_at ?? NaN) - T0} ${ending}`;
const decided = (...observations: Observation[]) =>
  decidedOf(reduceAll([received, ...observations]).windows).toSorted(
    (a, b) => a.started_at - b.started_at,
  );

/** One batch a window, whatever the observations' own times. */
const inBatches = (...batches: Observation[][]) => {
  let state = EMPTY_STATE;
  const windows = batches.map((batch, i) => {
    const turn = { role: "gateway", start: T0 + i * MINUTE, decideAll: false } as const;
    const reduced = reduceWindow(state, batch, turn);
    state = reduced.state;
    return reduced.content;
  });
  return decidedOf(windows).toSorted((a, b) => a.started_at - b.started_at);
};

it("AC05: lets a swap begin the attempt that it leads to, and none that comes later without one", () => {
  const jobs = decided(
    started(1000, A),
    observe("swap", 5000, A),
    started(6000, B),
    observe("first_output", 8000, B),
    ...Array.from({ length: 12 }, (_, i) => sample(8000 + i * 10_000, B)),
    started(120_000, C),
    observe("first_output", 122_000, C),
    ended(195_000),
  );
  expect(jobs.map(told)).toEqual([
    "A0 0–5000 moved",
    "B0 5000–120000 moved",
    "C0 120000–195000 client_left",
  ]);
  expect(jobs.map(({ totals }) => totals.first_frame_ms)).toEqual([null, 3000, 2000]);
});

it.each([
  ["that was told of before", [started(6000, B)], ["B0 5000–8000 refused"]],
  ["of which nothing else is told", [], []],
] as const)(
  "begins an attempt by itself after a refusal, %s, that came after the swap",
  (_, facts, others) => {
    const jobs = decided(
      started(1000, A),
      observe("swap", 5000, A),
      ...facts,
      refused(8000, B),
      started(9000, C),
      ended(20_000),
    );
    expect(jobs.map(told)).toEqual(["A0 0–5000 moved", ...others, "C0 9000–20000 client_left"]);
  },
);

it("AC05: takes a swap that is told late for none of the attempt that runs", () => {
  const jobs = decided(
    started(1000, A),
    started(5000, B),
    observe("swap", 6000, A),
    sample(15_000, B),
    started(16_000, C),
    ended(20_000),
  );
  expect(jobs.map(told)).toEqual([
    "A0 0–5000 moved",
    "B0 5000–16000 moved",
    "C0 16000–20000 client_left",
  ]);
});

it.each([
  ["relayed", true],
  ["own", false],
] as const)(
  "AC05: begins no attempt with a first output, %s, that was on its way when the gateway left",
  (_, relayed) => {
    const jobs = decided(
      started(1000, A),
      observe("swap", 5000, A),
      started(5010, B),
      observe("first_output", 5200, { ...A, relayed }),
      observe("first_output", 9000, B),
      ended(20_000),
    );
    expect(jobs.map(told)).toEqual(["A0 0–5000 moved", "B0 5000–20000 client_left"]);
    expect(jobs.map(({ first_output_at }) => first_output_at)).toEqual([null, T0 + 9000]);
  },
);

it("AC05: takes a left one's first output for its own where the next is known by a payment alone", () => {
  const pay = (ms: number, orchestrator: string) =>
    observe("payment", ms, { orchestrator, tickets: 1, face_value_wei: "1", win_prob: "1" });
  const jobs = decided(
    pay(500, ORCHESTRATOR_A),
    started(1000, A),
    observe("swap", 5000, A),
    pay(5010, ORCHESTRATOR_B),
    observe("first_output", 5200, A),
    started(6000, B),
    observe("first_output", 9000, B),
    ended(20_000),
  );
  expect(jobs.map(told)).toEqual(["A0 0–5000 moved", "B0 5000–20000 client_left"]);
  expect(jobs.map(({ totals }) => totals.first_frame_ms)).toEqual([null, 4000]);
});

it("AC05: begins no attempt with a payment to whom the gateway has left", () => {
  const owned = { ...A, orchestrator: ORCHESTRATOR_A };
  const jobs = decided(
    started(1000, owned),
    observe("first_output", 2000, owned),
    observe("swap", 5000, owned),
    observe("payment", 5100, { ...owned, tickets: 1, face_value_wei: "1", win_prob: "1" }),
    started(6000, B),
    ended(20_000),
  );
  expect(jobs.map(told)).toEqual(["A0 0–5000 moved", "B0 5000–20000 client_left"]);
  expect(jobs.map(({ totals }) => totals.fees.tickets)).toEqual([1, 0]);
});

it("takes a second first output there, with no start between them, for a return", () => {
  const jobs = decided(
    started(1000, A),
    observe("first_output", 2000, A),
    observe("swap", 5000, A),
    started(6000, B),
    observe("swap", 10_000, B),
    observe("first_output", 12_000, A),
    ended(20_000),
  );
  expect(jobs.map(told)).toEqual([
    "A0 0–5000 moved",
    "B0 5000–10000 moved",
    "A1 10000–20000 client_left",
  ]);
});

it("begins another attempt where one is asked again that had refused", () => {
  const jobs = decided(
    started(500, A),
    refused(1000, A),
    started(2000, A),
    observe("first_output", 3000, A),
    sample(12_000, A),
    ended(20_000),
  );
  expect(jobs.map(told)).toEqual(["A0 0–1000 refused", "A1 2000–20000 client_left"]);
  expect(jobs.map(({ totals }) => totals.samples)).toEqual([0, 1]);
});

it("begins another attempt where the gateway returns to one that silence has decided", () => {
  const jobs = decided(
    sample(10_000, A),
    observe("swap", 700_000, A),
    started(705_000, A),
    ended(720_000),
  );
  expect(jobs.map(told)).toEqual(["A0 0–NaN silent", "A1 700000–720000 client_left"]);
});

it("AC05: counts what comes late for the attempt that ran at its time", () => {
  const jobs = inBatches(
    [received, started(1000, A), observe("swap", 50_000, A), started(51_000, B)],
    [observe("error", 20_000, { cause: "gpu" }), observe("swap", 80_000, B), started(81_000, A)],
    [sample(30_000, A), sample(91_000, A), ended(130_000)],
  );
  expect(jobs.map(told)).toEqual([
    "A0 0–50000 moved",
    "B0 50000–80000 moved",
    "A1 80000–130000 client_left",
  ]);
  // A's first attempt was decided before they came: AC04.
  expect(jobs.map(({ totals }) => [totals.errors, totals.samples])).toEqual([
    [0, 0],
    [0, 0],
    [0, 1],
  ]);
});

it("times no first frame without the request's receipt, and says that it has no source", () => {
  const facts = [
    started(1000, A),
    observe("first_output", 3000, A),
    observe("first_output", 2900, { ...A, relayed: true, latency_ms: 1900 }),
    ended(20_000),
  ];
  const [job] = decidedOf(reduceAll(facts).windows);
  expect(job?.totals).toMatchObject({
    first_frame_ms: null,
    first_output_ms: 1900,
    sources: { first_frame: false },
  });
  expect(decided(...facts)[0]?.totals.first_frame_ms).toBe(3000);
});

it("takes a start after a job's end, under its id, for none of that job's", () => {
  const of = { job: "00000000000000b1", request: null };
  const { windows } = reduceAll(
    [
      started(0, of),
      observe("first_output", 1000, of),
      sample(10_000, of),
      observe("ended", 51_000, { ...of, ending: "completed" }),
      started(52_000, of),
    ],
    "orchestrator",
  );
  expect(decidedOf(windows)).toMatchObject([
    { started_at: T0, totals: { ended_at: T0 + 51_000, first_output_ms: 1000, impossible: 0 } },
  ]);
});

it("AC19: flags the start of a job of which nothing is told before its end", () => {
  const of = { job: "00000000000000b1", request: null };
  const end = observe("ended", 51_000, { ...of, ending: "completed" });
  const { windows } = reduceAll([end, started(52_000, of)], "orchestrator");
  expect(decidedOf(windows)[0]?.totals).toMatchObject({ ended_at: null, impossible: 1 });
});
