import { expect, it } from "vitest";
import { movedLines } from "../../agent/src/recompute/moved-lines.ts";
import { movedView } from "../../agent/src/recompute/moved-view.ts";
import { complianceOf } from "../../schema/sla/compliance.ts";
import { DEFAULT_POLICY, policyDigest } from "../../schema/sla/policy.ts";
import type { Policy } from "../../schema/wire/policy.ts";
import { rollup } from "../support/rollup.ts";

const digest = await policyDigest(DEFAULT_POLICY);
const ORCHESTRATOR = rollup().orchestrator!;
const [FROM, TO] = ["2026-01-09T13:00:00Z", "2026-01-09T14:00:00Z"] as never[];
// 995 of 1,000 jobs succeeded: 99.5 %.
const sums = {
  counts: {
    success: 995,
    failed: 5,
    credit_ppm: 995_000_000,
    "lost.model": 5_000_000,
    "sli.success.good": 995,
    "sli.success.valid": 1_000,
  },
  amounts: {},
  histograms: {},
} as const;

const scoreBy = (policy: Policy) =>
  complianceOf({
    orchestrator: ORCHESTRATOR,
    workflow: null,
    period: "1h",
    from: FROM!,
    to: TO!,
    rollups: [rollup({ sums })],
    hours: [],
    policy,
    policyDigest: digest,
    trust: null,
  }).views.any;
const withTarget = (success: number): Policy => ({
  ...DEFAULT_POLICY,
  slos: { ...DEFAULT_POLICY.slos, success },
});
const movedTo = (policy: Policy) => movedView(scoreBy(DEFAULT_POLICY), scoreBy(policy));
const lineOf = (policy: Policy) => {
  const views = { any: movedTo(policy), corroborated: movedTo(policy) };
  const moved = [{ orchestrator: ORCHESTRATOR, workflow: null, views }];
  return movedLines({ from: FROM!, to: TO!, before: [digest], after: digest, moved })[1];
};

// 5 bad of 10 that 99 % allows, and of 1 that 99.9 % allows.
it("shows what another objective alone moves: its status and its budget, and no owner", () => {
  expect(movedTo(withTarget(999_000))).toMatchObject({
    owners: {},
    slos: {
      success: {
        before: { ppm: 995_000, target_ppm: 990_000, status: "met", budget_left_ppm: 500_000 },
        after: {
          ppm: 995_000,
          target_ppm: 999_000,
          status: "breached",
          budget_left_ppm: -4_000_000,
        },
      },
    },
  });
  expect(lineOf(withTarget(999_000))).toMatch(
    /; no owner moved; SLO success: met → breached, attained 99\.5 % of 99 % → 99\.9 %, budget left 50 % → -400 %$/,
  );
});

it("names no objective that did not move", () => {
  expect(Object.keys(movedTo(withTarget(999_000)).slos)).toEqual(["success"]);
  expect(movedTo(DEFAULT_POLICY).slos).toEqual({});
  expect(lineOf(DEFAULT_POLICY)).toMatch(/; no owner moved$/);
});

it("says where a policy that asks for more jobs makes a score provisional, and its SLOs insufficient", () => {
  const line = lineOf({ ...DEFAULT_POLICY, provisional_below: 1_001 });
  expect(line).toContain("; provisional; no owner moved; SLO success: met → insufficient, ");
});
