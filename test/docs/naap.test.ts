import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { catalog } from "../../schema/sla/catalog.ts";
import { DemandRow } from "../../schema/wire/api/demand.ts";
import { GpuMetricsRow } from "../../schema/wire/api/gpu-metrics.ts";
import { Compliance } from "../../schema/wire/compliance.ts";

const PAGE = readFileSync("docs/naap.md", "utf8");
const named = new Set([...PAGE.matchAll(/`([^`]+)`/g)].map(([, word]) => word));
const section = (route: string) => PAGE.split(`## \`GET ${route}\``)[1]?.split("\n## ")[0] ?? "";

it("names every metric of the catalog", () => {
  expect(catalog.metrics.map(({ id }) => id).filter((id) => !named.has(id))).toEqual([]);
});

const { metrics, ...about } = GpuMetricsRow.shape;
it.each([
  [
    "/v1/gpu/metrics",
    [...Object.keys(about), ...Object.keys(metrics.shape).map((key) => `metrics.${key}`)],
  ],
  ["/v1/network/demand", Object.keys(DemandRow.shape)],
  ["/v1/sla/compliance", Object.keys(Compliance.shape)],
])("names every field of %s", (route, fields) => {
  expect(fields.filter((field) => !section(route).includes(`\`${field}\``))).toEqual([]);
});

it("names tests that exist", () => {
  const tests = [...PAGE.matchAll(/`(test\/[^`]+)`/g)].map(([, file]) => String(file));
  expect(tests.length).toBeGreaterThan(5);
  expect(tests.filter((file) => !existsSync(file))).toEqual([]);
});
