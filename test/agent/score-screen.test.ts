import fc from "fast-check";
import { expect, it } from "vitest";
import { PLAIN_WORDS } from "../../agent/src/score/plain-words.ts";
import { pointsLost } from "../../agent/src/score/points-lost.ts";
import { scoreScreen } from "../../agent/src/score/score-screen.ts";
import { complianceOf } from "../../schema/sla/compliance.ts";
import { DEFAULT_POLICY } from "../../schema/sla/policy.ts";
import { scoreOf } from "../../schema/sla/score.ts";
import { countsOf, EMPTY_SUMS } from "../../schema/sla/sums.ts";
import { FAULTS } from "../../schema/wire/cause.ts";
import type { Compliance, Score } from "../../schema/wire/compliance.ts";
import { Address, Sha256 } from "../../schema/wire/identifier.ts";
import { QUALITIES } from "../../schema/wire/policy.ts";
import { Hour } from "../../schema/wire/quantity.ts";

/** A score over jobs of which each lost to one owner, in ppm; failed jobs lost all. */
function scored(
  failures: Partial<Record<string, number>>,
  lost: Partial<Record<string, number>>,
  success: number,
): Score {
  const failed = Object.values(failures).reduce<number>((sum, n) => sum + (n ?? 0), 0);
  const lostPpm = Object.values(lost).reduce<number>((sum, n) => sum + (n ?? 0), 0);
  const counts = countsOf({
    success,
    failed,
    credit_ppm: success * 1_000_000 - lostPpm,
    ...Object.fromEntries(
      Object.entries(failures).map(([cause, n]) => [`lost.${cause}`, (n ?? 0) * 1_000_000]),
    ),
    ...Object.fromEntries(Object.entries(lost).map(([quality, ppm]) => [`lost.${quality}`, ppm])),
  } as Parameters<typeof countsOf>[0]);
  return scoreOf({ ...EMPTY_SUMS, counts }, "any", DEFAULT_POLICY, null);
}

const screenOf = (any: Score, override: Partial<Compliance> = {}): string => {
  const from = Hour.parse("2026-01-08T14:00:00Z");
  const empty = complianceOf({
    orchestrator: Address.parse(`0x${"ab".repeat(20)}`),
    workflow: null,
    period: "24h",
    from,
    to: Hour.parse("2026-01-09T14:00:00Z"),
    rollups: [],
    hours: [],
    policy: DEFAULT_POLICY,
    policyDigest: Sha256.parse("0".repeat(64)),
    trust: 0,
  });
  return scoreScreen({ ...empty, ...override, views: { ...empty.views, any } }).join("\n");
};

it("splits the points lost so that they add up to what is missing to 100, exactly", () => {
  const jobs = fc.nat({ max: 20 });
  const failures = fc.record(Object.fromEntries(FAULTS.map((cause) => [cause, jobs])));
  const share = fc.nat({ max: 250_000 });
  const qualities = fc.record(Object.fromEntries(QUALITIES.map((quality) => [quality, share])));
  fc.assert(
    fc.property(failures, qualities, fc.integer({ min: 1, max: 50 }), (failed, lost, success) => {
      const score = scored(failed, lost, success);
      const points = pointsLost(score);
      const sum = points.reduce((all, { hundredths }) => all + hundredths, 0);
      expect(sum).toBe(10_000 - Math.round((score.score ?? 0) * 100));
      expect(points.every(({ hundredths }) => hundredths > 0)).toBe(true);
    }),
  );
});

it("says on one screen what the SLA is, what it lost, to whom, and what would raise it, the largest first", () => {
  // 10 jobs: 2 refused with an idle slot (20 points), and 8 that lost 0.25 of a job together (2.5 points): 77.5.
  const screen = screenOf(scored({ capacity: 2 }, { first_frame: 250_000 }, 8));
  expect(screen).toContain(
    "score       77.50  of 100, over 10 decided jobs: 8 succeeded, 2 failed",
  );
  expect(screen).toContain("provisional");
  expect(screen).toContain("22.50 points were lost:");
  expect(screen).toMatch(/ 20\.00 {2}capacity .*idle\n +2\.50 {2}first_frame .*promised/);
  expect(screen).toMatch(/1\. \+20\.00 .*idle slot refuses.*\n +2\. \+2\.50 .*keep the model warm/);
  expect(screen).toContain("they are your own agent's word");
  expect(screen.split("\n").length).toBeLessThanOrEqual(24);
});

it("has nothing to raise where nothing is lost, and no score where nothing is decided", () => {
  const perfect = screenOf(scored({}, {}, 30));
  expect(perfect).toContain("score      100.00");
  expect(perfect).toContain("Nothing was lost.");
  expect(perfect).not.toContain("would raise");
  expect(screenOf(scored({}, {}, 0))).toContain("No job is decided yet");
});

it("names what lowers score_low alone: minutes without a window", () => {
  const completeness = { good: 54, valid: 60, ppm: 900_000 };
  expect(screenOf(scored({}, {}, 30), { completeness })).toContain(
    "54 of 60 minutes have a window",
  );
});

it("says what only a collector knows, and how completeness is counted without one", () => {
  const completeness = { good: 60, valid: 60, ppm: 1_000_000 };
  const screen = screenOf(scored({}, {}, 30), { completeness });
  expect(screen).toContain("completeness  60 of 60 minutes have a window");
  expect(screen).toContain(
    "from the agent's first window to its last, and availability not at all",
  );
});

it("has plain words for every owner of points", () => {
  expect(Object.keys(PLAIN_WORDS).toSorted()).toEqual([...FAULTS, ...QUALITIES].toSorted());
});
