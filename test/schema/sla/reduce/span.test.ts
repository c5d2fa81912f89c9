import { expect, it } from "vitest";
import type { Observation } from "../../../../schema/wire/observation.ts";
import { decidedOf, NODE_A, observe, reduceAll } from "../../../support/observations.ts";

const A = { node: NODE_A };
const received = observe("request_received", 0);
const firstOutput = (ms: number) => observe("first_output", ms, A);
const ended = (ms: number) => observe("ended", ms, { ending: "client_left" });
const sample = (ms: number, more: object = {}) =>
  observe("sample", ms, { ...A, fps: 20, input_fps: 20, ...more });
const upTo = (seconds: number) => Array.from({ length: seconds / 10 }, (_, i) => (i + 1) * 10_000);

const spanOf = (...observations: Observation[]) => {
  const { span_ms, frames } = decidedOf(reduceAll([received, ...observations]).windows)[0]!.totals;
  return { span_ms, frames };
};

it("begins M after the first output also where samples told of output long before it", () => {
  const samples = upTo(60).map((ms) => sample(ms, { fps: 1 }));
  const good = upTo(120).slice(6);
  // M = (71 s, 111 s].
  expect(
    spanOf(...samples, firstOutput(61_000), ...good.map((ms) => sample(ms)), ended(121_000)),
  ).toEqual({ span_ms: 40_000, frames: [[20, 20, 40_000, 20_000 * 40_000]] });
});

it("is empty where the stream ended before M could begin", () => {
  const samples = upTo(60).map((ms) => sample(ms));
  expect(spanOf(...samples, firstOutput(61_000), ended(75_000))).toEqual({
    span_ms: 0,
    frames: [],
  });
});

it("leaves out of M when input had stopped before there was output", () => {
  const { span_ms } = spanOf(
    sample(18_000, { fps: 0, input_fps: 0, input_age_ms: 17_000 }),
    sample(38_000, { fps: 0 }),
    sample(48_000),
    sample(58_000),
    sample(68_000),
    ended(80_000),
  );
  // M = (10 s, 70 s], less (1 s, 18 s].
  expect(span_ms).toBe(52_000);
});

it.each([
  [20, 5],
  [5, 20],
])("counts the lower of two samples with one time: of %d and %d fps", (one, other) => {
  const { span_ms, frames } = spanOf(
    firstOutput(0),
    sample(20_000, { fps: one }),
    sample(20_000, { fps: other }),
    ended(30_000),
  );
  expect({ span_ms, frames }).toEqual({
    span_ms: 10_000,
    frames: [[20, 5, 10_000, 5000 * 10_000]],
  });
});

it("ends M where the first of two samples with one time says that input had stopped", () => {
  const { span_ms } = spanOf(
    firstOutput(0),
    sample(40_000, { id: "1", input_fps: 0, input_age_ms: 15_000 }),
    sample(40_000, { id: "2" }),
    ended(60_000),
  );
  // M = (10 s, 25 s + 3 s - 10 s].
  expect(span_ms).toBe(8000);
});
