import { expect, it } from "vitest";
import { Parameters } from "../../../schema/wire/api/parameter.ts";
import { routes } from "../../../workers/api/routes.ts";
import { ask, problem } from "./ask.ts";
import type * as z from "zod";

const ORCHESTRATOR = `0x${"ab".repeat(20)}`;
/** Routes of other APIs pass over what they do not know. */
const dropIns = routes.filter(({ isDropIn }) => isDropIn === true);
const listed = routes.filter((route) => !route.path.includes("{") && !dropIns.includes(route));
const required = (path: string) =>
  path === "/v1/sla/compliance" ? `orchestrator_id=${ORCHESTRATOR}&` : "";

it.each(listed.map(({ path }) => path))(
  "AC14 refuses an unknown parameter of %s by name",
  async (path) => {
    expect(await problem(`${path}?${required(path)}peroid=7d`)).toMatchObject({
      status: 400,
      parameter: "peroid",
      given: "7d",
      allowed: expect.stringContaining("takes"),
    });
  },
);

it.each(dropIns.map(({ path }) => path))("passes over what %s does not know", async (path) => {
  const { status } = await ask(`${path}?orchestrator=${ORCHESTRATOR}&unheard=of&unheard=of`);
  expect([200, 503]).toContain(status);
});

const parameters = listed.flatMap(({ path, parameters: { query } }) =>
  Object.entries(query.shape as Record<string, z.ZodType>).map(([name, schema]) => ({
    path,
    name,
    schema,
  })),
);

it.each(parameters)(
  "AC14 refuses an empty $name of $path and says what is allowed",
  async ({ path, name, schema }) => {
    const others = name === "orchestrator_id" ? "" : required(path);
    const refused = await problem(`${path}?${others}${name}=`);
    expect(refused).toMatchObject({ status: 400, parameter: name, given: "" });
    expect(refused.allowed).toBe(Parameters.get(schema)?.allowed);
  },
);

const single = parameters.filter(({ schema }) => Parameters.get(schema)?.repeats !== true);

it.each(single)("AC14 refuses two of $name of $path", async ({ path, name, schema }) => {
  const value = encodeURIComponent(Parameters.get(schema)?.example ?? "");
  const others = name === "orchestrator_id" ? "" : required(path);
  expect(await problem(`${path}?${others}${name}=${value}&${name}=${value}`)).toMatchObject({
    status: 400,
    parameter: name,
    allowed: "one value",
  });
});

it.each(parameters)(
  "takes the documented example of $name of $path",
  async ({ path, name, schema }) => {
    if (name === "cursor") return; // Only a route itself knows its cursors.
    const value = Parameters.get(schema)?.example ?? "";
    const others = name === "orchestrator_id" ? "" : required(path);
    const response = await ask(`${path}?${others}${name}=${encodeURIComponent(value)}`);
    expect(response.status === 503 ? path : "").toMatch(/^$|gateway/); // Nothing is published here.
    expect([200, 404, 503]).toContain(response.status);
  },
);

it.each([
  ["/v1/sla/compliance", "orchestrator_id", undefined],
  ["/v1/sla/compliance?orchestrator_id=vitalik.eth", "orchestrator_id", "vitalik.eth"],
  [`/v1/sla/compliance?orchestrator_id=${ORCHESTRATOR}&period=2d`, "period", "2d"],
  [
    `/v1/sla/compliance?orchestrator_id=${ORCHESTRATOR}&end=2026-01-09T13:30:00Z`,
    "end",
    "2026-01-09T13:30:00Z",
  ],
  [
    `/v1/sla/compliance?orchestrator_id=${ORCHESTRATOR}&end=2026-02-30T13:00:00Z`,
    "end",
    "2026-02-30T13:00:00Z",
  ],
  ["/v1/jobs?limit=501", "limit", "501"],
  ["/v1/jobs?limit=0", "limit", "0"],
  ["/v1/jobs?limit=1e2", "limit", "1e2"],
  ["/v1/jobs?from=yesterday", "from", "yesterday"],
  ["/v1/jobs?from=2026-01-09T13:00:00Z&to=2026-01-09T13:00:00Z", "from", "2026-01-09T13:00:00Z"],
  ["/v1/jobs?cursor=bm90aGluZw", "cursor", "bm90aGluZw"],
  ["/v1/gpu/metrics?time_range=1d", "time_range", "1d"],
  ["/v1/network/demand?interval=month", "interval", "month"],
  ["/v1/hours/2026-01-09T13:00:01Z", "hour", "2026-01-09T13:00:01Z"],
  ["/v1/hours/2026-01-09T13:00:00Z/0", "version", "0"],
  ["/v1/snapshots/registry/v1/1.json", "key", "registry/v1/1.json"],
  ["/v1/snapshots/raw/v1/../../published/v1/scores.json", undefined, undefined],
])("AC14 refuses %s", async (path, parameter, given) => {
  const refused = await problem(path);
  if (parameter === undefined) return expect([400, 404]).toContain(refused.status);
  expect(refused).toMatchObject({
    status: 400,
    parameter,
    ...(given === undefined ? {} : { given }),
  });
});
