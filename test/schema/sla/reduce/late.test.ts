import { expect, it } from "vitest";
import { EMPTY_STATE, reduceWindow } from "../../../../schema/sla/reduce/reduce-window.ts";
import type { Observation } from "../../../../schema/wire/observation.ts";
import {
  decidedOf,
  MINUTE,
  NODE_A,
  observe,
  ORCHESTRATOR_A,
  T0,
} from "../../../support/observations.ts";

/** One batch per window, whatever the observations' own times. */
const reduceBatches = (batches: readonly (readonly Observation[])[]) => {
  let state = EMPTY_STATE;
  return batches.map((batch, i) => {
    const turn = { role: "gateway", start: T0 + i * MINUTE, decideAll: false } as const;
    const reduced = reduceWindow(state, batch, turn);
    state = reduced.state;
    return reduced.content;
  });
};
const ONE = "0000000000000001";
const TWO = "00000000000000b2";
const pay = (ms: number, request: string | null) =>
  observe("payment", ms, {
    request,
    orchestrator: ORCHESTRATOR_A,
    session: "5e",
    tickets: 1,
    face_value_wei: "1",
    win_prob: "1",
  });

it("AC15: links a late payment to the request that used its session when it was made", () => {
  const windows = reduceBatches([
    [pay(1000, ONE), pay(9000, TWO)],
    [pay(5000, null), pay(500, null)],
  ]);
  const payments = windows[1]?.payments.map(({ job, fees }) => [job, fees.tickets]);
  expect(payments).toEqual([
    [null, 1],
    [ONE, 1],
  ]);
});

it("AC04: does not reopen a job for what comes after it was decided", () => {
  const sample = (ms: number) => observe("sample", ms, { node: NODE_A, fps: 20 });
  const ended = observe("ended", 30_000, { ending: "client_left" });
  const windows = reduceBatches([
    [observe("request_received", 0), sample(10_000), ended],
    [
      sample(20_000),
      observe("error", 21_000, { node: NODE_A, cause: "gpu" }),
      observe("sample", 80_000, { fps: 20 }),
    ],
  ]);
  expect(decidedOf(windows)).toHaveLength(1);
  expect(windows[1]?.jobs).toEqual([]);
});

it("covers nothing with a sample that comes after a later one", () => {
  const sample = (ms: number) => observe("sample", ms, { node: NODE_A, fps: 20 });
  const windows = reduceBatches([
    [observe("request_received", 0), sample(10_000), sample(30_000)],
    [sample(20_000), observe("ended", 70_000, { ending: "client_left" })],
  ]);
  expect(decidedOf(windows)[0]?.totals).toMatchObject({ samples: 3, active_ms: 25_000 });
});
