import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import type * as z from "zod";
import { Parameters } from "../../../schema/wire/api/parameter.ts";
import { Problem } from "../../../schema/wire/problem.ts";
import { routes } from "../../../workers/api/routes.ts";
import { job } from "../../support/job.ts";
import { addressOf, networkOf } from "../../support/network.ts";
import { rollup } from "../../support/rollup.ts";
import { ask } from "./ask.ts";
import { pathsWithData } from "./paths-with-data.ts";
import { seedExplorer, seedNetwork } from "./seed-network.ts";
import { seedHour } from "./seed-hour.ts";
import { seedScores } from "./seed-scores.ts";

const A = addressOf(1);
const paths = pathsWithData(A);
const json = routes
  .filter(({ path }) => path !== "/v1/snapshots/{key}")
  .map(({ answers }, i) => ({ path: paths[i] ?? "", answers }))
  .filter((each): each is { path: string; answers: z.ZodType } => each.answers !== null);

beforeAll(async () => {
  const sums = { counts: { success: 1, credit_ppm: 1_000_000 }, amounts: {}, histograms: {} };
  const rows = [rollup({ orchestrator: A, sums })];
  await seedHour({ hour: "2026-01-09T13:00:00Z", jobs: [job({ orchestrator: A })], rollups: rows });
  await seedNetwork(networkOf([{ orchestrator: A }]));
  await seedExplorer(rows);
  await seedScores(rows);
});

it.each(json)("answers $path as its schema says", async ({ path, answers }) => {
  const response = await ask(path);
  expect(response.status).toBe(200);
  const body = await response.json();
  expect(answers.safeParse(body).error?.issues ?? []).toEqual([]);
});

const fuzzed = routes.flatMap(({ path, parameters, isDropIn }, i) =>
  path === "/v1/snapshots/{key}"
    ? []
    : Object.entries(parameters.query.shape as Record<string, z.ZodType>).map(([name, schema]) => ({
        path:
          paths[i - (i > routes.findIndex((r) => r.path === "/v1/snapshots/{key}") ? 1 : 0)] ?? "",
        name,
        schema,
        isDropIn: isDropIn === true,
      })),
);

const nasty = fc.oneof(
  fc.string({ maxLength: 300 }),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom(
    "null",
    "undefined",
    "-1",
    "1e400",
    "0x",
    "%",
    "../..",
    "' or 1=1 --",
    "𝟙",
    "\u0000",
  ),
  fc.integer().map(String),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
);

it.each(fuzzed)(
  "AC14 gives 200 or a problem for anything in $name of $path",
  async ({ path, name, schema, isDropIn }) => {
    await fc.assert(
      fc.asyncProperty(nasty, async (value) => {
        const url = new URL(path, "https://sla.test");
        url.searchParams.set(name, value);
        const response = await ask(url.pathname + url.search);
        if (response.status === 200) {
          const said = url.searchParams.get(name) ?? "";
          const given = Parameters.get(schema)?.repeats ? [said] : said;
          // Nothing that its schema refuses is taken for something else.
          if (!isDropIn) expect(schema.safeParse(given).success).toBe(true);
          return;
        }
        expect([400, 404]).toContain(response.status);
        if (isDropIn) return;
        const problem = Problem.parse(await response.json());
        if (response.status === 400) expect(problem.parameter).toBeDefined();
      }),
      { numRuns: 30 },
    );
  },
);
