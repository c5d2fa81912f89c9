import { expect, it } from "vitest";
import { complianceOf } from "../../../schema/sla/compliance.ts";
import type { Evidence } from "../../../schema/sla/evidence.ts";
import { sumsOfJob } from "../../../schema/sla/job-sums.ts";
import { DEFAULT_POLICY, policyDigest } from "../../../schema/sla/policy.ts";
import { EMPTY_SUMS } from "../../../schema/sla/sums.ts";
import { Compliance } from "../../../schema/wire/compliance.ts";
import { Address, Sha256 } from "../../../schema/wire/identifier.ts";
import { Hour } from "../../../schema/wire/quantity.ts";
import type { Counter, Rollup } from "../../../schema/wire/rollup.ts";
import { entry, TARGETS, totals, WEIGHTS } from "../../support/job-entry.ts";

const ORCHESTRATOR = Address.parse(`0x${"a".repeat(40)}`);
const FROM = Hour.parse("2026-01-09T12:00:00Z");
const NEXT = Hour.parse("2026-01-09T13:00:00Z");
const TO = Hour.parse("2026-01-09T14:00:00Z");
const DIGEST = Sha256.parse("0".repeat(64));

const row = (more: Partial<Rollup>): Rollup => ({
  hour: FROM,
  orchestrator: ORCHESTRATOR,
  pipeline: "live-video-to-video",
  model: "a",
  gpu: null,
  region: null,
  gateway: null,
  purpose: "live",
  witness: "any",
  sums: EMPTY_SUMS,
  ...more,
});

const JOB = sumsOfJob(entry(totals()), "gateway", TARGETS, WEIGHTS);
const FAILED = sumsOfJob(entry(totals({ ending: "error" })), "orchestrator", TARGETS, WEIGHTS);
const counts = (of: Partial<Record<Counter, number>>) => ({ ...EMPTY_SUMS, counts: of });

const AGENT = { windows: 90, minutes: 120, slots_up: 100, slots_down: 20, slots_no_probe: 3 };

const evidence = async (more: Partial<Evidence> = {}): Promise<Evidence> => ({
  orchestrator: ORCHESTRATOR,
  workflow: null,
  period: "24h",
  from: FROM,
  to: TO,
  rollups: [
    row({ sums: JOB }),
    row({ sums: JOB, witness: "corroborated" }),
    row({ sums: FAILED, model: "b" }),
    row({ sums: counts(AGENT), pipeline: null, model: null }),
    row({ sums: counts({ gateway_saw: 4, agent_reported: 3 }) }),
    row({ sums: JOB, purpose: "test" }),
    row({ sums: JOB, orchestrator: Address.parse(`0x${"b".repeat(40)}`) }),
  ],
  hours: [
    { hour: FROM, version: 2, digest: DIGEST, state: "closed", policy: { digest: DIGEST } },
    { hour: NEXT, version: 1, digest: DIGEST, state: "open", policy: { digest: DIGEST } },
  ],
  policy: DEFAULT_POLICY,
  policyDigest: await policyDigest(DEFAULT_POLICY),
  trust: 1,
  ...more,
});

it("scores both views from their own rows, of live traffic, of this orchestrator", async () => {
  const compliance = Compliance.parse(complianceOf(await evidence()));
  expect(compliance.views.any).toMatchObject({ decided: 2, score: 50 });
  expect(compliance.views.corroborated).toMatchObject({ decided: 1, score: 100 });
  expect(compliance.corroborated).toEqual({ good: 1, valid: 2, ppm: 500_000 });
  expect(compliance.reporting).toEqual({ good: 3, valid: 4, ppm: 750_000 });
});

it("scores test load apart, with the agent's own counters and with nothing of live jobs", async () => {
  const tests = Compliance.parse(complianceOf(await evidence({ purpose: "test" })));
  expect(tests).toMatchObject({ purpose: "test", completeness: { ppm: 750_000 } });
  expect(tests.views.any).toMatchObject({ decided: 1, score: 100, success: 1 });
  expect(tests.views.corroborated.decided).toBe(0);
  expect(tests.reporting.valid).toBe(0);
  const live = complianceOf(await evidence());
  expect(live.purpose).toBe("live");
  const without = (await evidence()).rollups.filter(({ purpose }) => purpose === "live");
  expect(complianceOf(await evidence({ rollups: without }))).toEqual(live);
});

it("holds a workflow against its own objectives, and all of them together against the policy's", async () => {
  const workflows = { "live-video-to-video/b": { slos: { success: 0 } } };
  const policy = { ...DEFAULT_POLICY, provisional_below: 0, workflows };
  const success = async (workflow: string | null) =>
    complianceOf(await evidence({ policy, workflow })).views.any.slos.success;
  expect(await success("live-video-to-video/b")).toMatchObject({ target_ppm: 0, status: "met" });
  expect(await success(null)).toMatchObject({ target_ppm: 990_000, status: "breached" });
});

it("AC11: shows each ratio with its numerator and denominator", async () => {
  const { completeness, availability, views } = complianceOf(await evidence());
  expect(completeness).toEqual({ good: 90, valid: 120, ppm: 750_000 });
  expect(availability).toEqual({ good: 100, valid: 120, ppm: 833_333, no_probe: 3 });
  for (const view of Object.values(views))
    expect(view.slos.availability).toMatchObject({ good: 100, valid: 120, status: "breached" });
});

it("keeps what is the agent's in a workflow's score, and only that workflow's jobs", async () => {
  const ofA = complianceOf(await evidence({ workflow: "live-video-to-video/a" }));
  expect(ofA.views.any).toMatchObject({ decided: 1, score: 100 });
  expect(ofA.completeness.ppm).toBe(750_000);
  // ⌊269865 · 0.75⌋ = 202398
  expect([ofA.views.any.score_low, ofA.views.corroborated.score_low]).toEqual([20.23, 26.98]);
});

it("knows no completeness where no agent is registered", async () => {
  const { completeness, views } = complianceOf(await evidence({ rollups: [row({ sums: JOB })] }));
  expect(completeness).toEqual({ good: 0, valid: 0, ppm: null });
  expect(views.any.score_low).toBe(26.98);
});

it("AC02: gives the same in any order of the rows", async () => {
  const given = await evidence();
  const reversed = { ...given, rollups: given.rollups.toReversed() };
  expect(complianceOf(reversed)).toEqual(complianceOf(given));
});

it("names the policies of the hours behind it, each once and in order, and none where one is not known", async () => {
  const [a, b] = [DIGEST, Sha256.parse("1".repeat(64))];
  const policiesOf = async (...digests: (typeof a | null)[]) => {
    const hours = digests.map((digest) => ({
      hour: FROM,
      version: 1,
      digest: DIGEST,
      state: "closed" as const,
      policy: digest && { digest },
    }));
    return complianceOf(await evidence({ hours })).policies;
  };
  expect(await policiesOf(b, a, b)).toEqual([a, b]);
  expect(await policiesOf(b, null, b)).toBeUndefined();
  expect(await policiesOf()).toEqual([]);
});

it("names the hours behind it, newest first, and says that one is open", async () => {
  const { hours, open } = complianceOf(await evidence());
  expect([open, hours.map(({ hour, version }) => [hour, version])]).toEqual([
    true,
    [
      [NEXT, 1],
      [FROM, 2],
    ],
  ]);
});
