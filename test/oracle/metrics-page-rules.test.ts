import { describe, expect, it } from "vitest";
import { outcomeOf } from "../../schema/sla/outcome.ts";
import type { JobTotals } from "../../schema/wire/job-entry.ts";
import type { Observation } from "../../schema/wire/observation.ts";
import { entry, TARGETS, totals } from "../support/job-entry.ts";
import { decidedOf, MINUTE, observe, reduceAll } from "../support/observations.ts";
import { PAGE_NAME, PAGE_TEXT, saidOnce } from "./metrics-page.ts";

const OF = { job: "00000000000000b1", request: null };
const started = observe("job_started", 0, OF);
const output = (at: number) => observe("first_output", at, OF);
const sample = (at: number, more: object = {}) =>
  observe("sample", at, { ...OF, fps: 20, ...more });
const ended = (at: number) => observe("ended", at, { ...OF, ending: "completed" });
const reduced = (...observations: Observation[]): JobTotals =>
  decidedOf(reduceAll(observations, "orchestrator").windows)[0]!.totals;
const framesMs = (...observations: Observation[]): number =>
  reduced(...observations).frames.reduce((sum, [, , ms]) => sum + ms, 0);

const SECOND = 1000;
/** In the middle of a stream, whose end is far off. */
const MID = 60_000;
const END = 180_000;

/** What holds up to the page's number, and no further. */
const UP_TO: [rule: string, said: RegExp, holds: (ms: number) => boolean][] = [
  [
    "a success may stall at its end",
    /in more than (\d+) s of stall/,
    (ms) =>
      outcomeOf(entry(totals({ stall_at_end_ms: ms })), "gateway", TARGETS).outcome === "success",
  ],
  [
    "a stall goes on after the last input",
    /min\(end, last input \+ (\d+) s\) − last output/,
    (ms) => {
      const last = sample(MID + 2500, { fps: 0, input_age_ms: 2500 });
      return reduced(started, output(0), last, ended(MID + ms)).stall_at_end_ms === MID + ms;
    },
  ],
  [
    "a sample covers time for the mean FPS",
    /= stream start, at most (\d+) s/,
    (ms) =>
      reduced(started, sample(10_000), sample(10_000 + ms), ended(END)).active_ms === 10_000 + ms,
  ],
  [
    "a sample covers time in M",
    /A sample covers at most the (\d+) s before it/,
    (ms) => framesMs(started, output(0), sample(MID), sample(MID + ms), ended(END)) === 10_000 + ms,
  ],
  [
    "time after the first output is not in M",
    /M = \(first output \+ (\d+) s, end/,
    (ms) => framesMs(started, output(0), sample(ms), ended(END)) === 0,
  ],
  [
    "time before the end is not in M",
    /first output \+ \d+ s, end − (\d+) s\]/,
    (ms) => framesMs(started, output(0), sample(MID), ended(MID - 10_000 + ms)) === 0,
  ],
];

/** The windows of a job whose only evidence is so long before the end of the eleventh, up to that one. */
const silentFor = (ms: number) => {
  const at = 11 * MINUTE - ms;
  const minutes = 11 - Math.floor(at / MINUTE);
  return reduceAll([observe("job_started", at, OF)], "orchestrator", { minutes, decideAll: false });
};

describe.skipIf(PAGE_TEXT === "")(`the rules of ${PAGE_NAME}`, () => {
  it.each(UP_TO)("%s up to the page's number", (_, said, holds) => {
    const ms = Number(saidOnce(said)[0]) * SECOND;
    expect([holds(ms - 1), holds(ms), holds(ms + 1)]).toEqual([true, true, false]);
  });

  it("decide by silence from the page's number on", () => {
    const ms = Number(saidOnce(/decided (\d+) min after the last of it/)[0]) * MINUTE;
    const decided = [ms - 1, ms].map((age) => decidedOf(silentFor(age).windows).length);
    expect(decided).toEqual([0, 1]);
  });
});
