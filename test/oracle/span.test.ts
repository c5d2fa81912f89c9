import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { expect, it } from "vitest";
import { creditOf } from "../../schema/sla/credit.ts";
import { decidedOf, observe, reduceAll } from "../support/observations.ts";
import { TARGETS, WEIGHTS } from "../support/job-entry.ts";
import { addExactFunctions } from "./exact.ts";

const SQL = readFileSync(new URL("span.sql", import.meta.url), "utf8");
const RUNS = Number(process.env.ORACLE_RUNS ?? 60);

type Sample = Readonly<{ at: number; fps: number; input: number | null }>;

function delivered(samples: readonly Sample[], firstOutput: number, ended: number, target: number) {
  const db = new DatabaseSync(":memory:");
  try {
    addExactFunctions(db);
    db.exec(
      "CREATE TABLE sample (at, milli, input); CREATE TABLE stream (first_output, ended, target);",
    );
    const add = db.prepare("INSERT INTO sample VALUES (?, ?, ?)");
    for (const { at, fps, input } of samples)
      add.run(
        BigInt(at),
        BigInt(Math.round(fps * 1000)),
        input === null ? null : BigInt(Math.floor(input)),
      );
    db.prepare("INSERT INTO stream VALUES (?, ?, ?)").run(
      ...[firstOutput, ended, target].map(BigInt),
    );
    db.exec(SQL);
    return { ...db.prepare("SELECT * FROM result").get() };
  } finally {
    db.close();
  }
}

const OF = { job: "00000000000000b1", request: null };
const sample = fc.record({
  gap: fc.integer({ min: 1, max: 25_000 }),
  fps: fc.constantFrom(0, 3.3, 7.5, 9.87, 14.999, 15, 31.7),
  input: fc.constantFrom(null, 5.5, 8.98, 12.2, 30),
});

it("from any samples of a stream both find the same length of M, and the same share of its frames", () => {
  fc.assert(
    fc.property(
      fc.array(sample, { maxLength: 30 }),
      fc.integer({ min: 1, max: 60_000 }),
      fc.integer({ min: 0, max: 30_000 }),
      (all, firstOutput, rest) => {
        let at = firstOutput;
        const samples = all.map(({ gap, ...said }) => ({ ...said, at: (at += gap) }));
        const ended = at + rest;
        const { windows } = reduceAll(
          [
            observe("job_started", 0, OF),
            observe("first_output", firstOutput, OF),
            ...samples.map(({ at: then, fps, input }) =>
              observe("sample", then, { ...OF, fps, input_fps: input }),
            ),
            observe("ended", ended, { ...OF, ending: "completed" }),
          ],
          "orchestrator",
        );
        const [entry] = decidedOf(windows);
        const { qualities } = creditOf(entry!, "orchestrator", TARGETS, WEIGHTS);
        const expected = delivered(samples, firstOutput, ended, TARGETS.fps);
        expect(entry!.totals.span_ms).toBe(expected["span_ms"]);
        expect(qualities.delivered_frames).toBe(expected["span_ms"] === 0 ? null : expected["ppm"]);
      },
    ),
    { numRuns: RUNS },
  );
});
