import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import * as z from "zod";
import { DEFAULT_POLICY } from "../../schema/sla/policy.ts";
import { JobTotals } from "../../schema/wire/job-entry.ts";
import { A, AGENT_A, GATEWAY, objectsOf } from "../properties/stage.ts";
import { jobEntry, line, pseudonym, T0 } from "../schema/sla/publish/scene.ts";
import { outputless, totals } from "../support/job-entry.ts";
import { both } from "./compare.ts";

const Row = z.looseObject({
  by: z.enum(["gateway", "orchestrator"]),
  times: z.int().default(1),
  cause_said: z.string().nullable().default(null),
  outcome: z.string(),
  cause: z.string().nullable().default(null),
  credit_ppm: z.int().nullable(),
});
const View = z.strictObject({ score: z.number().nullable(), score_low: z.number().nullable() });
const Case = z.strictObject({
  minutes: z.int().default(60),
  jobs: Row.array(),
  any: View,
  corroborated: View,
});

const text = readFileSync(new URL("../../docs/worked-cases.md", import.meta.url), "utf8");
const cases = text
  .split(/^## /m)
  .slice(1)
  .map((section) => {
    const [, block = ""] = /```json\n([\s\S]*?)```/.exec(section) ?? [];
    return { title: section.split("\n", 1)[0]!, ...Case.parse(JSON.parse(block)) };
  });

it("there are ten of them", () => expect(cases).toHaveLength(10));

it.each(cases)("$title", async ({ minutes, jobs, any, corroborated }) => {
  const each = jobs.flatMap((row) => Array.from({ length: row.times }, () => row));
  const entries = each.map((row, n) => {
    const { by, times: _t, cause_said, outcome: _o, cause: _c, credit_ppm: _p, ...said } = row;
    const base = row["ending"] === "refused" ? outputless() : totals();
    return {
      by,
      entry: jobEntry({
        job: pseudonym(n),
        request: pseudonym(n),
        orchestrator: A,
        first_output_at: base.first_output_ms === null ? null : T0 + 2000,
        totals: JobTotals.parse({ ...base, cause: cause_said, ...said }),
      }),
    };
  });
  const windows = [GATEWAY, AGENT_A].flatMap((of) =>
    Array.from({ length: of === GATEWAY ? 60 : minutes }, (_, minute) =>
      line(of, minute, {
        jobs:
          minute === 10 ? entries.filter(({ by }) => by === of.role).map(({ entry }) => entry) : [],
      }),
    ),
  );
  const found = await both(objectsOf([GATEWAY, AGENT_A], windows), T0, DEFAULT_POLICY);
  const cents = (points: number | null) =>
    points === null ? null : String(Math.round(points * 100));
  const inOrder = (a: object, b: object) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
  for (const side of [found.implementation, found.oracle]) {
    const judged = side.jobs.map(({ role, outcome, cause, credit }) => ({
      role,
      outcome,
      cause,
      credit,
    }));
    const expected = each.map(({ by, outcome, cause, credit_ppm }) => ({
      role: by,
      outcome,
      cause,
      credit: credit_ppm,
    }));
    expect(judged.toSorted(inOrder)).toEqual(expected.toSorted(inOrder));
    for (const [witness, view] of [
      ["any", any],
      ["corroborated", corroborated],
    ] as const) {
      const of = side.scores.find((score) => score.witness === witness && score.workflow === "");
      expect([witness, of?.score ?? null, of?.score_low ?? null]).toEqual([
        witness,
        cents(view.score),
        cents(view.score_low),
      ]);
    }
  }
  expect(found.implementation).toEqual(found.oracle);
});
