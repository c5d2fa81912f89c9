import { expect, it } from "vitest";
import { DEFAULT_POLICY } from "../../../../schema/sla/policy.ts";
import { scoreOf } from "../../../../schema/sla/score.ts";
import { addSums, EMPTY_SUMS } from "../../../../schema/sla/sums.ts";
import { delta, outputless, totals } from "../../../support/job-entry.ts";
import {
  address,
  AGENT,
  count,
  GATEWAY,
  jobEntry,
  line,
  pseudonym,
  publishLines,
  target,
  T0,
} from "./scene.ts";

const A = address("aa");
const B = address("bb");
const AGENT_B = target(3, { orchestrator: B, node: address("b1") });
const TARGETS = [GATEWAY, AGENT, AGENT_B];

it("AC05: charges a swap, the minutes and the errors before it to the orchestrator that was left", async () => {
  const published = await publishLines(TARGETS, [
    line(GATEWAY, 10, {
      jobs: [
        jobEntry({
          orchestrator: A,
          delta: delta({ active_ms: 30_000, errors: 2 }),
          totals: totals({ ending: "moved", swapped: true }),
        }),
        jobEntry({
          job: pseudonym(2),
          orchestrator: B,
          started_at: T0 + 60_000,
          delta: delta({ active_ms: 20_000 }),
        }),
      ],
    }),
  ]);
  const of = (orchestrator: typeof A) => ({
    swapped: count(published, "swapped", { orchestrator }),
    errors: count(published, "errors", { orchestrator }),
    active_ms: count(published, "active_ms", { orchestrator }),
    lost: count(published, "lost.stability", { orchestrator }),
  });
  expect(of(A)).toMatchObject({ swapped: 1, errors: 2, active_ms: 30_000 });
  expect(of(A).lost).toBeGreaterThan(0);
  expect(of(B)).toEqual({ swapped: 0, errors: 0, active_ms: 20_000, lost: 0 });
});

it("AC06: an accepted job without a single sample lowers its orchestrator's score", async () => {
  const good = line(GATEWAY, 10, { jobs: [jobEntry()] });
  const empty = line(GATEWAY, 11, {
    jobs: [
      jobEntry({
        job: pseudonym(2),
        request: pseudonym(2),
        totals: outputless({ ending: "completed" }),
      }),
    ],
  });
  const score = async (lines: (typeof good)[]) => {
    const { rollups } = await publishLines(TARGETS, lines);
    const sums = rollups
      .filter(({ witness }) => witness === "any")
      .reduce((sum, row) => addSums(sum, row.sums), EMPTY_SUMS);
    return scoreOf(sums, "any", DEFAULT_POLICY, null).score;
  };
  expect(await score([good])).toBe(100);
  expect(await score([good, empty])).toBe(50);
});

it("AC18: never merges two orchestrators that share a hot wallet", async () => {
  const shared = address("11");
  const targets = [
    GATEWAY,
    target(2, { node: shared }),
    target(3, { orchestrator: B, node: shared }),
  ];
  const named = (n: number, orchestrator: typeof A | null) =>
    jobEntry({ job: pseudonym(n), request: pseudonym(n), orchestrator, node: shared });
  const published = await publishLines(targets, [
    line(GATEWAY, 10, { jobs: [named(1, A), named(2, B), named(3, null)] }),
  ]);
  expect(published.jobs.map(({ orchestrator }) => orchestrator).toSorted()).toEqual(
    [A, B, null].toSorted(),
  );
  expect([A, B].map((orchestrator) => count(published, "success", { orchestrator }))).toEqual([
    1, 1,
  ]);
  expect(published.hour.jobs).toBe(3);
});

it("finds the orchestrator of a node that exactly one has", async () => {
  const job = jobEntry({ orchestrator: null, node: address("b1") });
  const { jobs } = await publishLines(TARGETS, [line(GATEWAY, 10, { jobs: [job] })]);
  expect(jobs).toMatchObject([{ orchestrator: B, node: address("b1") }]);
});

it("publishes an orchestrator's agent's jobs under its registered orchestrator, whatever it claims", async () => {
  const claim = { orchestrator: B, jobs: [jobEntry({ orchestrator: B })] };
  const published = await publishLines(TARGETS, [line(AGENT, 10, claim)]);
  expect(count(published, "success", { orchestrator: A })).toBe(1);
  expect(count(published, "success", { orchestrator: B })).toBe(0);
});

it("joins both sides of one attempt, and keeps both sides' values visible", async () => {
  const { jobs } = await publishLines(TARGETS, [
    line(GATEWAY, 10, { jobs: [jobEntry({ totals: totals({ first_frame_ms: 1234 }) })] }),
    line(AGENT, 10, {
      jobs: [
        jobEntry({
          job: pseudonym(50),
          totals: totals({ first_frame_ms: null, first_output_ms: 77 }),
        }),
      ],
    }),
  ]);
  expect(jobs).toMatchObject([
    {
      first_frame_ms: 1234,
      evidence: {
        decided_by: "gateway",
        witness: "both",
        gateway: { first_frame_ms: 1234 },
        orchestrator: { first_output_ms: 77, role: "orchestrator" },
      },
    },
  ]);
});

const NOBODY_SERVED = { request: pseudonym(3), missing_capacity: true } as const;

it("AC21: keeps test load out of every live number", async () => {
  const request = {
    request: pseudonym(1),
    pipeline: null,
    model: null,
    gateway: null,
    received: true,
    purpose: "live" as const,
    missing_capacity: false,
  };
  const published = await publishLines(TARGETS, [
    line(GATEWAY, 10, {
      jobs: [jobEntry({ purpose: "test", delta: delta({ active_ms: 5 }) })],
      requests: [request, { ...request, ...NOBODY_SERVED, purpose: "test" }],
    }),
    line(AGENT, 10, { jobs: [jobEntry({ job: pseudonym(9), purpose: "live" })] }),
    line(AGENT, 11, {
      jobs: [jobEntry({ job: pseudonym(7), request: pseudonym(7), purpose: "test" })],
    }),
  ]);
  expect(count(published, "success", { purpose: "test" })).toBe(1);
  expect(count(published, "active_ms", { purpose: "test" })).toBe(5);
  expect(count(published, "success")).toBe(1); // what an orchestrator's agent calls a test is none
  expect(count(published, "active_ms")).toBe(0);
  expect(count(published, "requests", { orchestrator: null })).toBe(0);
  expect(count(published, "requests", { orchestrator: null, purpose: "test" })).toBe(2);
  expect(count(published, "missing_capacity", { orchestrator: null })).toBe(0);
  expect(count(published, "missing_capacity", { orchestrator: null, purpose: "test" })).toBe(1);
});
