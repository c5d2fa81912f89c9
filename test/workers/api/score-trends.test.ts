import { beforeAll, expect, it } from "vitest";
import { HOUR_MS, hourOf } from "../../../schema/sla/hour.ts";
import { OrchestratorsPage } from "../../../schema/wire/api/orchestrators.ts";
import { addressOf } from "../../support/network.ts";
import { rollup } from "../../support/rollup.ts";
import { answer } from "./ask.ts";
import { seedScores } from "./seed-scores.ts";

const A = addressOf(1);
const TO = Date.parse("2026-01-09T14:00:00Z");

/** Jobs that were decided so many hours before the end of the periods. */
const ago = (hours: number, success: number, failed: number, orchestrator = A) =>
  rollup({
    hour: hourOf(TO - hours * HOUR_MS),
    orchestrator,
    sums: {
      counts: { success, failed, credit_ppm: success * 1_000_000 },
      amounts: {},
      histograms: {},
    },
  });

beforeAll(() =>
  seedScores([
    ago(1, 1, 0),
    ago(2, 1, 1),
    ago(24, 2, 0),
    ago(168, 0, 3),
    // Of a week and more ago.
    ago(169, 1, 0),
    ago(720, 1, 0),
    ago(400, 7, 0, addressOf(2)),
  ]),
);

it.each(["1h", "30d"])(
  "divides the last 30 days into what each period adds to the shorter one, whatever is asked: %s",
  async (period) => {
    const { orchestrators } = await answer(
      OrchestratorsPage,
      `/v1/orchestrators?period=${period}&limit=1`,
    );
    const trend = orchestrators[0]?.trend ?? [];
    expect(trend.map(({ views }) => [views.any.n, views.any.score])).toEqual([
      [2, 100],
      [3, 0],
      [4, 75],
      [1, 100],
    ]);
    expect(trend.map(({ from }) => from)).toEqual(
      [720, 168, 24, 1].map((hours) => hourOf(TO - hours * HOUR_MS)),
    );
    expect(trend.map(({ to }) => to)).toEqual([
      ...trend.slice(1).map(({ from }) => from),
      hourOf(TO),
    ]);
    expect(trend.every(({ views }) => views.corroborated.n === 0)).toBe(true);
  },
);

it("has null, with the reason, and not zero, where no job was decided", async () => {
  const { orchestrators } = await answer(OrchestratorsPage, "/v1/orchestrators?period=30d");
  expect(orchestrators[1]?.trend.map(({ views }) => views.any.score)).toEqual([
    100,
    null,
    null,
    null,
  ]);
  const nulls = Object.keys(orchestrators[1]?.nulls ?? {}).filter((path) =>
    path.startsWith("trend."),
  );
  expect(nulls).toEqual([
    "trend.0.views.corroborated.score",
    ...[1, 2, 3].flatMap((i) => [
      `trend.${i}.views.any.score`,
      `trend.${i}.views.corroborated.score`,
    ]),
  ]);
  for (const path of nulls) expect(orchestrators[1]?.nulls?.[path]).toBe("no_decided_job");
});
