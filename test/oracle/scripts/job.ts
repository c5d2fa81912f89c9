import fc from "fast-check";
import { pseudonym } from "../../schema/sla/publish/scene.ts";
import { attempt, CODES } from "./attempt.ts";
import { course } from "./course.ts";
import type { Fact, Telling } from "./fact.ts";

export const ending = fc.record({
  ending: fc.constantFrom("completed", "client_left", "error", "refused"),
  cause: fc.option(fc.constantFrom(...CODES), { nil: null, freq: 1 }),
  proven: fc.boolean(),
  idle_slot: fc.option(fc.boolean(), { nil: null }),
});

/** When its start is told, in milliseconds after it, null after the end alone; and whether one is told after the end as well. */
const STARTS: readonly { at: readonly number[] | null; isAgain: boolean }[] = [
  { at: [0], isAgain: false },
  { at: [0, 1], isAgain: false },
  { at: [], isAgain: false },
  { at: null, isAgain: false },
  { at: [0], isAgain: true },
  { at: [], isAgain: true },
];

/**
 * A job as an orchestrator's agent observes it. Without an end it says something at last, so that silence has a beginning.
 *
 * A start after the end is a clock's fault where there is nothing before it, and else no start of this job.
 */
export const job: fc.Arbitrary<Telling> = fc
  .record({
    of: attempt,
    start: fc.constantFrom(...STARTS),
    end: fc.option(ending, { nil: null }),
    /** Another end, at the same time or later: two sources tell. */
    again: fc.option(fc.tuple(ending, fc.nat(1)), { nil: null }),
    hasRequest: fc.boolean(),
  })
  .map(({ of, start, end, again, hasRequest }) => (n, from) => {
    const named = { job: pseudonym(10 + n), request: hasRequest ? pseudonym(100) : null };
    const about = { role: "orchestrator", named, anyone: named, owner: {} } as const;
    const { facts, endAt } = course(of, from, about);
    const { workload } = of;
    const runner_at = of.runner === null ? null : of.runner + from;
    const startAt = (at: number): Fact => ({
      ...named,
      kind: "job_started",
      workload,
      runner_at,
      at,
      late: 0,
    });
    const last = { ...named, at: endAt, late: 0 };
    const ended: Fact =
      end === null ? { ...last, kind: "restart" } : { ...last, ...end, kind: "ended" };
    const { at: starts, isAgain } = start;
    if (starts === null && end !== null) return [ended, startAt(endAt + 5)];
    const [other, ms] = again ?? [];
    const ends: Fact[] =
      other === undefined ? [] : [{ ...last, ...other, kind: "ended", at: endAt + ms! }];
    const told = (starts ?? [0]).map((after) => startAt(from + after));
    const after = end !== null && isAgain ? [startAt(endAt + 1000)] : [];
    return [...told, ...facts, ended, ...ends, ...after];
  });
