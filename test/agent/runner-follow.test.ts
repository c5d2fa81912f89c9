import fc from "fast-check";
import { expect, it } from "vitest";
import { followJob } from "../../agent/src/collectors/runner/follow-job.ts";
import {
  type Follow,
  type Look,
  NOTHING_FOLLOWED,
} from "../../agent/src/collectors/runner/followed.ts";
import type { PipelineStatus } from "../../agent/src/collectors/runner/pipeline-status.ts";
import { Observation } from "../../schema/wire/observation.ts";

const T0 = Date.UTC(2026, 0, 9, 13);

const moment = fc.option(fc.integer({ min: -5, max: 200 }).map((s) => T0 + s * 1000));
const status: fc.Arbitrary<PipelineStatus> = fc.record({
  model: fc.constantFrom(null, "m"),
  state: fc.constantFrom(null, "online", "offline", "loading", "error", "degraded_inference"),
  startedMs: fc.constantFrom(null, T0, T0 + 20_000, T0 + 60_000),
  inputFps: fc.double({ min: 0, max: 60, noNaN: true }),
  fps: fc.constantFrom(0, 20, 19.5),
  lastInputMs: moment,
  lastOutputMs: moment,
  error: fc.option(
    fc.record({
      atMs: fc.constantFrom(T0 + 1000, T0 + 30_000),
      cause: fc.constant("gpu" as const),
    }),
  ),
  restartedMs: moment,
});
const looks = fc.array(fc.tuple(fc.integer({ min: 1, max: 20_000 }), status), { maxLength: 30 });

/** All facts of a sequence of looks. */
function follow(sequence: readonly (readonly [number, PipelineStatus])[], sameClock: boolean) {
  let state: Follow = NOTHING_FOLLOWED;
  let nowMs = T0;
  return sequence.flatMap(([ms, seen]) => {
    nowMs += ms;
    const about = { runner: "r", sameClock, intervalMs: 5000, workflow: null, gpu: null };
    const look: Look = { ...about, nowMs, isOpen: () => false };
    const { follow: next, facts } = followJob(state, seen, look);
    // What is remembered is plain data, and bounded.
    state = JSON.parse(JSON.stringify(next)) as Follow;
    return facts.map((fact) => ({ fact, nowMs }));
  });
}

it("makes of any sequence of looks only facts that can be kept, none from the future, each once", () => {
  fc.assert(
    fc.property(looks, fc.boolean(), (sequence, sameClock) => {
      const facts = follow(sequence, sameClock);
      for (const { fact, nowMs } of facts) {
        expect(Observation.safeParse(fact).error?.issues).toBeUndefined();
        expect(fact.at).toBeLessThanOrEqual(nowMs);
      }
    }),
  );
});

it("begins a job once while it lasts, ends it at most once, and says nothing of it before or after", () => {
  fc.assert(
    fc.property(looks, fc.boolean(), (sequence, sameClock) => {
      let open: string | null = null;
      for (const { fact } of follow(sequence, sameClock)) {
        if (fact.kind === "job_started") {
          expect(open).toBeNull();
          open = fact.job ?? null;
        }
        expect(fact.job).toBe(open);
        if (fact.kind === "ended") open = null;
      }
    }),
  );
});

it("never gives an age on another clock: all are of this host's own looks", () => {
  fc.assert(
    fc.property(looks, (sequence) => {
      const shifted = sequence.map(([ms, seen]) => [ms, shift(seen, 7_000_000)] as const);
      const ages = (facts: ReturnType<typeof follow>) =>
        facts.map(({ fact }) =>
          fact.kind === "sample" ? [fact.input_age_ms, fact.output_age_ms] : fact.kind,
        );
      expect(ages(follow(shifted, false))).toEqual(ages(follow(sequence, false)));
    }),
  );
});

/** The same status of a runner whose clock is that far ahead. */
function shift(seen: PipelineStatus, ms: number): PipelineStatus {
  const moved = (at: number | null) => (at === null ? null : at + ms);
  return {
    ...seen,
    startedMs: moved(seen.startedMs),
    lastInputMs: moved(seen.lastInputMs),
    lastOutputMs: moved(seen.lastOutputMs),
    restartedMs: moved(seen.restartedMs),
    error: seen.error === null ? null : { ...seen.error, atMs: seen.error.atMs + ms },
  };
}
