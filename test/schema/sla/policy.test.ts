import { expect, it } from "vitest";
import { DEFAULT_POLICY, policyDigest, targetsFor } from "../../../schema/sla/policy.ts";
import { TARGETS, WEIGHTS } from "../../support/job-entry.ts";

it("promises by default what METRICS.md §4 says", () => {
  expect(DEFAULT_POLICY.default).toEqual(TARGETS);
  expect(DEFAULT_POLICY.weights).toEqual(WEIGHTS);
  expect(DEFAULT_POLICY.provisional_below).toBe(30);
  expect(DEFAULT_POLICY.slos).toEqual({
    success: 990_000,
    startup: 990_000,
    stability: 950_000,
    first_frame: 950_000,
    e2e: 950_000,
    frame_rate: 950_000,
    smoothness: 950_000,
    availability: 990_000,
    efficiency: 800_000,
  });
});

it("takes a workflow's own targets, and the default's for the rest", () => {
  const policy = { ...DEFAULT_POLICY, workflows: { "live/a/b": { fps: 30 } } };
  expect(targetsFor(policy, "live", "a/b")).toEqual({ ...TARGETS, fps: 30 });
  expect(targetsFor(policy, "live", "c")).toEqual(TARGETS);
  expect(targetsFor(policy, null, "a/b")).toEqual(TARGETS);
  expect(targetsFor(policy, "__proto__", "toString")).toEqual(TARGETS);
});

it("has another digest when a target changes", async () => {
  const other = { ...DEFAULT_POLICY, default: { ...TARGETS, fps: 16 } };
  expect(await policyDigest(other)).not.toBe(await policyDigest(DEFAULT_POLICY));
  expect(await policyDigest({ ...other, default: TARGETS })).toBe(
    await policyDigest(DEFAULT_POLICY),
  );
});
