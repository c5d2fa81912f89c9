import { expect, it } from "vitest";
import { scoreWindows } from "../../agent/src/score/score-windows.ts";
import { hourOf } from "../../schema/sla/hour.ts";
import { Address, Pseudonym } from "../../schema/wire/identifier.ts";
import { entry, totals } from "../support/job-entry.ts";
import { MINUTE, signedChain, targetOf, testAgent } from "../support/windows.ts";

const orchestrator = Address.parse(`0x${"ab".repeat(20)}`);

it("counts the minutes that an agent has no window of, between its first and its last", async () => {
  const agent = await testAgent();
  const ended = { ended_at: MINUTE + 30_000, last_evidence_at: MINUTE + 30_000 };
  const job = entry(totals(ended), { orchestrator, started_at: MINUTE + 1_000 });
  const about = { orchestrator, jobs: [] };
  // Three minutes, two without a window, and five more.
  const windows = [
    ...(await signedChain(agent, 1, { ...about, jobs: [job], epoch: "e0000000" })),
    ...(await signedChain(agent, 2, { ...about, start: MINUTE + 60_000, epoch: "e0000001" })),
    ...(await signedChain(agent, 5, { ...about, start: MINUTE + 300_000, epoch: "e0000002" })),
  ];
  const target = await targetOf(agent, { orchestrator, registered_at: MINUTE });
  const [score] = await scoreWindows([{ target, windows }], "24h", null);
  expect(score?.completeness).toEqual({ good: 8, valid: 10, ppm: 800_000 });
  // One job with full credit: the Wilson bound of 1 of 1 is 26.98, and 8 ÷ 10 of it is 21.58.
  expect(score?.views.any).toMatchObject({ score: 100, score_low: 21.58 });
  // Nobody probed: so nothing is said of it.
  expect(score?.availability).toEqual({ good: 0, valid: 0, ppm: null, no_probe: 0 });
});

it("scores the hours that are asked for as the period that is as long, and others as none", async () => {
  const agent = await testAgent();
  const hour = (n: number) => hourOf(MINUTE + n * 3_600_000);
  // A job that failed in the first hour, and one that succeeded in the third.
  const jobOf = (at: number, ending: "error" | "completed") =>
    entry(
      totals({
        ended_at: at + 30_000,
        last_evidence_at: at + 30_000,
        ending,
        cause: ending === "error" ? "model" : null,
        cause_proven: ending === "error",
      }),
      {
        orchestrator,
        started_at: at + 1_000,
        job: Pseudonym.parse(String(at).padStart(16, "0")),
      },
    );
  const late = MINUTE + 2 * 3_600_000;
  const windows = [
    ...(await signedChain(agent, 1, {
      orchestrator,
      jobs: [jobOf(MINUTE, "error")],
      epoch: "e0000000",
    })),
    ...(await signedChain(agent, 1, {
      orchestrator,
      jobs: [jobOf(late, "completed")],
      start: late,
      epoch: "e0000001",
    })),
  ];
  const target = await targetOf(agent, { orchestrator, registered_at: MINUTE });
  const over = async (from: number, to: number) => {
    const [score] = await scoreWindows(
      [{ target, windows }],
      { from: hour(from), to: hour(to) },
      null,
    );
    return score && [score.period, score.from, score.to, score.views.any.score];
  };
  expect(await over(0, 1)).toEqual(["1h", hour(0), hour(1), 0]);
  expect(await over(0, 3)).toEqual([null, hour(0), hour(3), 50]);
  // Half-open: the third hour is not in it.
  expect(await over(0, 2)).toEqual([null, hour(0), hour(2), 0]);
  expect(await over(3, 900)).toBeUndefined();
  const [byPeriod] = await scoreWindows([{ target, windows }], "24h", null);
  const { from, to } = byPeriod!;
  expect(await scoreWindows([{ target, windows }], { from, to }, null)).toEqual([byPeriod]);
});

it("counts the hours that an agent was away for, and none before its first window", async () => {
  const agent = await testAgent();
  const hours = 3 * 3_600_000;
  const about = { orchestrator, jobs: [] };
  const late = MINUTE + hours;
  const ended = { ended_at: late + 30_000, last_evidence_at: late + 30_000 };
  const job = entry(totals(ended), { orchestrator, started_at: late + 1_000 });
  const windows = [
    ...(await signedChain(agent, 1, { ...about, epoch: "e0000000" })),
    ...(await signedChain(agent, 1, { ...about, jobs: [job], start: late, epoch: "e0000001" })),
  ];
  const target = await targetOf(agent, { orchestrator, registered_at: MINUTE });
  const [score] = await scoreWindows([{ target, windows }], "24h", null);
  expect(score?.completeness).toMatchObject({ good: 2, valid: 181 });
});
