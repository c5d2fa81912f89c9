import { expect, it } from "vitest";
import { catalog } from "../../../schema/sla/catalog.ts";
import type { Metric } from "../../../schema/wire/catalog.ts";
import { COUNTERS, type Counter } from "../../../schema/wire/rollup.ts";
import { demandRow } from "../../../workers/api/demand-row.ts";
import { gpuMetricsOf } from "../../../workers/api/gpu-row.ts";

/** Every counter with a value of its own, each larger than the one before: of good events fewer than of valid ones. */
const counts = Object.fromEntries(COUNTERS.map((name, i) => [name, 1_000 + 37 * i * i])) as Record<
  Counter,
  number
>;
const sums = { counts, amounts: {}, histograms: {} };
const total = (names: readonly Counter[]) => names.reduce((sum, name) => sum + counts[name], 0);

/** A metric's numerator and denominator by its formula in the catalog. */
const byCatalog = ({ numerator, numerator_less, denominator }: Metric) => ({
  numerator: total(numerator) - total(numerator_less),
  denominator: total(denominator),
});

/** Metrics that are answered at a route as a numerator and a denominator. */
const quotientsAt = (route: string) =>
  catalog.metrics.flatMap((metric) =>
    metric.answered
      .filter((at) => at.route === route && metric.numerator.length > 0)
      .map(({ field }) => ({ id: metric.id, name: field.split(".").at(-1) ?? "", metric })),
  );

/** Counters in ppm are of so many to one; minutes are of a numerator alone. */
const SCALES: Readonly<Record<string, (denominator: number) => number>> = {
  jitter_coefficient: (jobs) => jobs * 1_000_000,
  cuda_utilisation_efficiency: (samples) => samples * 1_000_000,
  inference_minutes: () => 60_000,
  inference_minutes_by_gpu: () => 60_000,
};

const LIVE = { witness: "any", purpose: "live" } as const;
const gpuMetrics = quotientsAt("/v1/gpu/metrics");

it("has a formula for every metric of a GPU that is a quotient", () => {
  const quotients = Object.entries(gpuMetricsOf(sums, LIVE)).filter(([, of]) => "numerator" in of);
  const named = new Set(gpuMetrics.map(({ name }) => name));
  expect([...named].toSorted()).toEqual(quotients.map(([name]) => name).toSorted());
});

it.each(gpuMetrics)("answers $id of a GPU by the catalog's formula", ({ id, name, metric }) => {
  const answered = gpuMetricsOf(sums, LIVE)[name as keyof ReturnType<typeof gpuMetricsOf>];
  const { numerator, denominator } = byCatalog(metric);
  const scale = SCALES[id] ?? ((of: number) => of);
  expect(answered).toMatchObject({ numerator, denominator: scale(denominator) });
});

it("moves every answer of a GPU with each counter of its formula, and with no other", () => {
  const valuesOf = (of: typeof sums) =>
    Object.entries(gpuMetricsOf(of, LIVE)).flatMap(([name, each]) =>
      "numerator" in each ? [[name, `${each.numerator} ÷ ${each.denominator}`] as const] : [],
    );
  const before = new Map(valuesOf(sums));
  for (const counter of COUNTERS) {
    const more = { ...sums, counts: { ...counts, [counter]: counts[counter] + 1 } };
    const moved = valuesOf(more).flatMap(([name, value]) =>
      before.get(name) === value ? [] : [name],
    );
    const named = gpuMetrics.filter(({ metric }) =>
      [metric.numerator, metric.numerator_less, metric.denominator].flat().includes(counter),
    );
    expect(moved.toSorted(), counter).toEqual(
      [...new Set(named.map(({ name }) => name))].toSorted(),
    );
  }
});

it("answers the capacity rate of demand by the catalog's formula", () => {
  const [from, to] = ["2026-01-09T13:00:00Z", "2026-01-09T14:00:00Z"] as const;
  const asked = { interval: "hour", from, to, groupBy: [], witness: "any", filter: {} } as const;
  const { capacity_rate } = demandRow({ key: {}, sums, from, to } as never, asked as never);
  const [metric] = catalog.metrics.filter(({ id }) => id === "capacity_rate");
  const { numerator, denominator } = byCatalog(metric!);
  expect(capacity_rate).toMatchObject({ good: numerator, valid: denominator });
});
