import fc from "fast-check";
import { expect, it } from "vitest";
import { EMPTY_STATE, reduceWindow } from "../../../../schema/sla/reduce/reduce-window.ts";
import type { JobDelta } from "../../../../schema/wire/job-entry.ts";
import { Observation } from "../../../../schema/wire/observation.ts";
import { WindowContent } from "../../../../schema/wire/window.ts";
import {
  decidedOf,
  entriesOf,
  MINUTE,
  NODE_A,
  NODE_B,
  ORCHESTRATOR_A,
  ORCHESTRATOR_B,
  reduceAll,
  T0,
} from "../../../support/observations.ts";

const nodes = fc.constantFrom(null, NODE_A, NODE_B);
const orchestrators = fc.constantFrom(null, ORCHESTRATOR_A, ORCHESTRATOR_B);
const requests = fc.constantFrom(null, "0000000000000001", "0000000000000002", "00000000000000ff");
const ages = fc.constantFrom(null, -5, 0, 500, 2500, 30_000);

const facts = fc.oneof(
  fc.record({ kind: fc.constant("request_received") }),
  fc.record({ kind: fc.constant("no_capacity") }),
  fc.record({ kind: fc.constant("job_started") }),
  fc.record({ kind: fc.constant("first_output"), relayed: fc.boolean() }),
  fc.record({
    kind: fc.constant("sample"),
    fps: fc.constantFrom(0, 9.7, 20.04, 33),
    input_fps: fc.constantFrom(null, 0, 20.5),
    input_age_ms: ages,
    output_age_ms: ages,
    relayed: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("e2e"), latency_ms: fc.integer({ min: -10, max: 5000 }) }),
  fc.record({
    kind: fc.constant("error"),
    cause: fc.constantFrom("gpu", "user_input"),
    relayed: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("restart") }),
  fc.record({ kind: fc.constant("swap") }),
  fc.record({
    kind: fc.constant("ended"),
    ending: fc.constantFrom("completed", "client_left", "error", "refused"),
  }),
  fc.record({ kind: fc.constant("bytes"), received: fc.nat(), sent: fc.nat() }),
  fc.record({
    kind: fc.constant("payment"),
    session: fc.constantFrom(null, "5e"),
    tickets: fc.integer({ min: 1, max: 9 }),
    face_value_wei: fc.constantFrom("0", "2407920000000001"),
    win_prob: fc.constantFrom("0.0009967109", "1", "0.000000000000000001"),
  }),
  fc.record({ kind: fc.constant("capacity"), in_use: fc.nat(3), idle: fc.nat(3) }),
);

/** Four minutes of anything, each id once. */
const observations = fc
  .array(fc.tuple(facts, fc.nat(4 * MINUTE - 1), requests, nodes, orchestrators), { maxLength: 60 })
  .map((all) =>
    all.map(([fact, at, request, node, orchestrator], i) =>
      Observation.parse({ ...fact, id: `${i}`, at: T0 + at, request, node, orchestrator }),
    ),
  );
const roles = fc.constantFrom("gateway" as const, "orchestrator" as const);
const withEnds = (all: readonly Observation[]) => reduceAll([...all, ...BOUNDS]);
/** Two facts of another request that keep the number of windows the same. */
const BOUNDS = [0, 4 * MINUTE - 1].map((at) =>
  Observation.parse({ kind: "restart", id: `bound-${at}`, at: T0 + at }),
);

it("gives the same windows for any order", () => {
  fc.assert(
    fc.property(observations, roles, fc.infiniteStream(fc.nat()), (all, role, keys) => {
      const shuffled = all
        .map((each) => [keys.next().value, each] as const)
        .sort(([a], [b]) => a - b)
        .map(([, each]) => each);
      if (all.length > 0) expect(reduceAll(shuffled, role)).toEqual(reduceAll(all, role));
    }),
  );
});

it("gives windows that fit the wire, decides every job once, and its windows add up to it", () => {
  fc.assert(
    fc.property(observations, (all) => {
      const { windows, state } = withEnds(all);
      for (const { start: _, ...content } of windows)
        expect(WindowContent.parse(content)).toEqual(content);
      expect(state.open).toEqual({});
      const decided = decidedOf(windows);
      const jobs = new Set(entriesOf(windows).map(({ job }) => job));
      expect(decided.map(({ job }) => job).sort()).toEqual([...jobs].sort());
      for (const { job, totals } of decided) {
        const deltas = entriesOf(windows)
          .filter((entry) => entry.job === job)
          .map(({ delta }) => delta);
        for (const counter of Object.keys(deltas[0]!) as (keyof JobDelta)[])
          expect(deltas.reduce((sum, delta) => sum + delta[counter], 0)).toBe(totals[counter]);
        const covered = totals.frames.reduce((ms, [, , each]) => ms + each, 0);
        expect(covered).toBeLessThanOrEqual(totals.span_ms);
      }
    }),
  );
});

it("AC15: neither loses nor doubles an attowei", () => {
  fc.assert(
    fc.property(observations, (all) => {
      const paid = all.flatMap((each) => (each.kind === "payment" ? [each] : []));
      const expected = paid.reduce((sum, { tickets, face_value_wei, win_prob }) => {
        const places = win_prob.split(".")[1]?.length ?? 0;
        return (
          sum +
          BigInt(tickets) *
            BigInt(face_value_wei) *
            BigInt(win_prob.replace(".", "")) *
            10n ** BigInt(18 - places)
        );
      }, 0n);
      const payments = withEnds(all).windows.flatMap((window) => window.payments);
      expect(
        payments.reduce((sum, { fees }) => sum + BigInt(fees.expected_value_attowei), 0n),
      ).toBe(expected);
      expect(payments.reduce((sum, { fees }) => sum + fees.tickets, 0)).toBe(
        paid.reduce((sum, { tickets }) => sum + tickets, 0),
      );
    }),
  );
});

it("says each fact of a request in one window", () => {
  fc.assert(
    fc.property(observations, (all) => {
      const entries = withEnds(all).windows.flatMap((window) => window.requests);
      const named = (kind: string) =>
        new Set(all.filter((each) => each.kind === kind).flatMap(({ request }) => request ?? []));
      expect(
        entries
          .filter(({ received }) => received)
          .map(({ request }) => request)
          .sort(),
      ).toEqual([...named("request_received")].sort());
      expect(
        entries
          .filter(({ missing_capacity }) => missing_capacity)
          .map(({ request }) => request)
          .sort(),
      ).toEqual([...named("no_capacity")].sort());
    }),
  );
});

it("does not touch the state that it was given, and forgets what is over", () => {
  const request = "0000000000000001";
  const all = [
    { kind: "request_received", at: T0 },
    { kind: "sample", fps: 1, at: T0 + 1 },
    { kind: "ended", ending: "completed", at: T0 + 2 },
  ];
  const first = reduceWindow(
    EMPTY_STATE,
    all.map((each, i) => Observation.parse({ ...each, request, id: `${i}` })),
    { role: "gateway", start: T0, decideAll: false },
  );
  expect(EMPTY_STATE.requests).toEqual({});
  let { state } = first;
  for (let minute = 1; minute <= 61; minute++)
    state = reduceWindow(state, [], {
      role: "gateway",
      start: T0 + minute * MINUTE,
      decideAll: false,
    }).state;
  expect(state).toEqual(EMPTY_STATE);
});
