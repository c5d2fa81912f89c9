import { expect, it } from "vitest";
import { DEFAULT_POLICY, policyDigest } from "../../../schema/sla/policy.ts";
import { objectivesFor, targetsFor } from "../../../schema/sla/promises.ts";
import { Policy } from "../../../schema/wire/policy.ts";
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
  expect(targetsFor(policy, "live/a/b")).toEqual({ ...TARGETS, fps: 30 });
  for (const other of ["live/c", "__proto__", null])
    expect(targetsFor(policy, other)).toEqual(TARGETS);
});

it("takes a workflow's own objectives, and the policy's for the rest and for all workflows", () => {
  const workflows = { "live/a/b": { fps: 30, slos: { success: 995_000 } }, "live/c": { fps: 20 } };
  const policy = Policy.parse({ ...DEFAULT_POLICY, workflows });
  expect(objectivesFor(policy, "live/a/b")).toEqual({ ...DEFAULT_POLICY.slos, success: 995_000 });
  for (const other of ["live/c", "live/d", "__proto__", null])
    expect(objectivesFor(policy, other)).toEqual(DEFAULT_POLICY.slos);
  expect(targetsFor(policy, "live/a/b")).toEqual({ ...TARGETS, fps: 30 });
  const unknown = { ...DEFAULT_POLICY, workflows: { "live/a/b": { slos: { speed: 1 } } } };
  expect(() => Policy.parse(unknown)).toThrow(/speed/);
});

it("has another digest when a target changes", async () => {
  const other = { ...DEFAULT_POLICY, default: { ...TARGETS, fps: 16 } };
  expect(await policyDigest(other)).not.toBe(await policyDigest(DEFAULT_POLICY));
  expect(await policyDigest({ ...other, default: TARGETS })).toBe(
    await policyDigest(DEFAULT_POLICY),
  );
});
