import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hidden, without, withoutField } from "./hidden.ts";
import { runs } from "./runs.ts";
import { AGENT_A, complianceIn, GATEWAY, hourFrom, scoreIn } from "./stage.ts";
import { type Stream, stream } from "./stream.ts";

/** METRICS.md §6, AC08; what it cannot promise is in docs/adr/0011. */
const RUNS = runs(25);

const anyStream = (n: number, at: number): fc.Arbitrary<Partial<Stream>> =>
  fc
    .record({
      lengthMs: fc.integer({ min: 12_000, max: 130_000 }),
      firstMs: fc.option(fc.integer({ min: 20, max: 9000 })),
      values: fc.array(
        fc.tuple(fc.constantFrom(0, 3, 9.5, 14.99, 20), fc.constantFrom(null, 8.2, 12, 30)),
        {
          minLength: 1,
          maxLength: 5,
        },
      ),
      everyMs: fc.integer({ min: 10_000, max: 14_000 }),
      errors: fc.array(fc.boolean(), { minLength: 1, maxLength: 3 }),
      end: fc.constantFrom(
        { ending: "completed" as const },
        { ending: "client_left" as const },
        { ending: "error" as const, cause: "model" as const },
        { ending: "error" as const, cause: "user_input" as const },
        { ending: "refused" as const, idle_slot: true },
        null,
      ),
    })
    .map(({ values, errors, ...of }) => ({
      ...of,
      inError: (i) => errors[i % errors.length]!,
      n,
      at,
      fps: (i) => values[i % values.length]![0],
      inputFps: (i) => values[i % values.length]![1],
    }));

const record = fc.tuple(anyStream(1, 60_000), anyStream(2, 300_000)).map((all) => all.map(stream));

const facts = (streams: readonly ReturnType<typeof stream>[]) =>
  streams.flatMap(({ orchestrator }) => orchestrator);

describe("AC08: of what an orchestrator's agent reports", () => {
  it("AC08: leaving out a field, a sample, an output, an error or an end raises neither score nor score_low", async () => {
    await fc.assert(
      fc.asyncProperty(record, hidden, async (streams, what) => {
        const all = facts(streams);
        const before = await scoreIn([{ of: AGENT_A, facts: all }]);
        const after = await scoreIn([{ of: AGENT_A, facts: without(all, what) }]);
        if (before.score !== null) expect(after.score).toBeLessThanOrEqual(before.score);
        if (before.score_low !== null)
          expect(after.score_low ?? 0).toBeLessThanOrEqual(before.score_low);
      }),
      { numRuns: RUNS },
    );
  }, 600_000);

  it("AC08: leaving out any one sample, or the field that explains it, never raises the score", async () => {
    const told = facts([
      stream({ fps: (i) => (i % 4) * 5, inputFps: (i) => (i % 3 === 0 ? 8 : 30) }),
    ]);
    const before = (await scoreIn([{ of: AGENT_A, facts: told }])).score;
    for (const sample of told.filter(({ kind }) => kind === "sample"))
      for (const left of [
        told.filter((o) => o !== sample),
        told.map((o) => (o === sample ? withoutField(o, "input_fps") : o)),
      ])
        expect((await scoreIn([{ of: AGENT_A, facts: left }])).score).toBeLessThanOrEqual(before!);
  });

  it("AC08: leaving out the state of a broken runner, or the sample that tells it, never raises the score", async () => {
    for (const [fps, inError] of [
      [20, (i: number) => i === 10],
      [20, () => true],
      [0, (i: number) => i > 8],
    ] as const) {
      const told = facts([stream({ fps: () => fps, inError })]);
      const before = (await scoreIn([{ of: AGENT_A, facts: told }])).score;
      const isSample = ({ kind }: (typeof told)[number]) => kind === "sample";
      const last = told.findLast(isSample);
      for (const left of [
        told.filter((o) => o !== last),
        told.map((o) => (o === last ? withoutField(o, "state") : o)),
        told.map((o) => withoutField(o, "state")),
      ])
        expect((await scoreIn([{ of: AGENT_A, facts: left }])).score).toBeLessThanOrEqual(before!);
    }
  });

  it("AC08: leaving out samples that come faster than every 10 s gains at most the 10 s that each covered", async () => {
    const dense = fc.record({
      everyMs: fc.integer({ min: 500, max: 9999 }),
      fps: fc.array(fc.constantFrom(0.5, 5, 14, 20), { minLength: 2, maxLength: 7 }),
      gone: fc.uniqueArray(fc.nat(40), { minLength: 1, maxLength: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(dense, async ({ everyMs, fps, gone }) => {
        const of = { lengthMs: 100_000, everyMs, fps: (i: number) => fps[i % fps.length]! };
        const told = facts([stream(of)]);
        const samples = told.filter(({ kind }) => kind === "sample");
        const left = told.filter((o) => !gone.includes(samples.indexOf(o)));
        const k = told.length - left.length;
        const before = (await scoreIn([{ of: AGENT_A, facts: told }])).score!;
        const after = (await scoreIn([{ of: AGENT_A, facts: left }])).score!;
        // M is 79 s long; by its own agent alone, delivered frames are 45 of the 70 points that apply.
        expect(after - before).toBeLessThanOrEqual(((45 / 70) * 100 * k * 10) / 79 + 0.02);
      }),
      { numRuns: RUNS },
    );
  }, 600_000);

  it("AC08: leaving out a whole job, or all of them, changes nothing where a gateway saw it", async () => {
    await fc.assert(
      fc.asyncProperty(record, fc.constantFrom([], [0], [1]), async (streams, kept) => {
        const seen = { of: GATEWAY, facts: streams.flatMap(({ gateway }) => gateway) };
        const told = (which: readonly ReturnType<typeof stream>[]) => [
          seen,
          { of: AGENT_A, facts: facts(which) },
        ];
        for (const witness of ["any", "corroborated"] as const) {
          const before = await scoreIn(told(streams), witness);
          const after = await scoreIn(told(kept.map((i) => streams[i]!)), witness);
          expect(after.score).toBe(before.score);
          expect(after.score_low).toBe(before.score_low);
        }
      }),
      { numRuns: Math.ceil(RUNS / 3) },
    );
  });

  it("AC08: leaving out windows lowers completeness, and score_low with it", async () => {
    const off = fc.uniqueArray(fc.nat(59), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(record, off, async (streams, minutes) => {
        const all = facts(streams);
        const seen = { of: GATEWAY, facts: streams.flatMap(({ gateway }) => gateway) };
        const whole = await complianceIn(await hourFrom([seen, { of: AGENT_A, facts: all }]));
        const gaps = await complianceIn(
          await hourFrom([seen, { of: AGENT_A, facts: all, off: minutes }]),
        );
        expect(whole.completeness).toEqual({ good: 60, valid: 60, ppm: 1_000_000 });
        expect(gaps.completeness).toMatchObject({ good: 60 - minutes.length, valid: 60 });
        if (whole.views.any.score_low !== null)
          expect(gaps.views.any.score_low).toBeLessThanOrEqual(whole.views.any.score_low);
      }),
      { numRuns: Math.ceil(RUNS / 3) },
    );
  });

  it("AC08: what nobody else saw can be hidden whole, and the corroborated share says so", async () => {
    const [good, bad] = [stream(), stream({ n: 2, at: 300_000, firstMs: null })];
    const seen = { of: GATEWAY, facts: good.gateway };
    const told = async (which: readonly ReturnType<typeof stream>[]) =>
      complianceIn(await hourFrom([seen, { of: AGENT_A, facts: facts(which) }]));
    const [honest, hiding] = [await told([good, bad]), await told([good])];
    expect([honest.views.any.score, hiding.views.any.score]).toEqual([50, 100]);
    expect(honest.views.corroborated.score).toBe(hiding.views.corroborated.score);
    expect([honest.corroborated.ppm, hiding.corroborated.ppm]).toEqual([500_000, 1_000_000]);
  });
});
