import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { beforeAll, expect, it } from "vitest";
import { DEFAULT_POLICY, policyDigest } from "../../../schema/sla/policy.ts";
import { OrchestratorsPage } from "../../../schema/wire/api/orchestrators.ts";
import { LATENCIES } from "../../../schema/wire/rollup.ts";
import { Compliance } from "../../../schema/wire/compliance.ts";
import { Address } from "../../../schema/wire/identifier.ts";
import { targets } from "../../../schema/tables/targets.ts";
import { upsertTargets } from "../../../workers/store/targets.ts";
import { job } from "../../support/job.ts";
import { rollup } from "../../support/rollup.ts";
import { delegated, NODE } from "../../support/wallets.ts";
import { targetOf, testAgent } from "../../support/windows.ts";
import { seedHour } from "./seed-hour.ts";
import { seedScores } from "./seed-scores.ts";
import { answer, ask, problem } from "./ask.ts";

const A = Address.parse(`0x${"ab".repeat(20)}`);
const B = Address.parse(`0x${"0b".repeat(20)}`);
const sums = {
  counts: {
    success: 3,
    failed: 1,
    credit_ppm: 3_000_000,
    "lost.model": 1_000_000,
    "cause.model": 1,
    "sli.success.good": 3,
    "sli.success.valid": 4,
  },
  amounts: {},
  histograms: {},
} as const;
/** Not metrics: what was asked for, and why an SLO is not judged. */
const NO_METRICS = ["workflow", "gpu", "region", "gateway", "reason"];

/**
 * The paths of what is null in an answer. A ratio whose share is null is null as a whole, and so is the budget that is left
 * of it.
 */
function nullMetrics(value: object, path: readonly string[] = []): string[] {
  const found = Object.entries(value).flatMap(([name, of]) => {
    if (of !== null) return typeof of === "object" ? nullMetrics(of, [...path, name]) : [];
    if (NO_METRICS.includes(name)) return [];
    const isOfRatio = name === "ppm" || name === "budget_left_ppm";
    return [(isOfRatio ? path : [...path, name]).join(".")];
  });
  return [...new Set(found)];
}

const URL = `/v1/sla/compliance?orchestrator_id=${A}`;

beforeAll(async () => {
  for (const hour of ["2026-01-09T12:00:00Z", "2026-01-09T13:00:00Z"])
    await seedHour({ hour, jobs: [job()], rollups: [rollup({ hour, sums })] });
  await seedHour({ hour: "2026-01-09T14:00:00Z", state: "open" });
});

it("AC11 computes the score of a period that ends at a given hour, with all that it is made from", async () => {
  const { views, hours, policy, ...rest } = await answer(
    Compliance,
    `${URL}&end=2026-01-09T14:00:00Z&period=24h`,
  );
  // 6 of 8 jobs delivered all, 2 nothing.
  expect(views.any).toMatchObject({
    score: 75,
    decided: 8,
    success: 6,
    failed: 2,
    credit_ppm: 6_000_000,
  });
  expect(views.any.slos.availability).toMatchObject({ good: 0, valid: 0, ppm: null });
  expect(views.corroborated).toMatchObject({ score: null, score_low: null, decided: 0 });
  expect(hours.map(({ hour }) => hour)).toEqual(["2026-01-09T13:00:00Z", "2026-01-09T12:00:00Z"]);
  expect(policy.digest).toBe(await policyDigest(DEFAULT_POLICY));
  expect(rest).toMatchObject({
    orchestrator: A,
    from: "2026-01-08T14:00:00Z",
    to: "2026-01-09T14:00:00Z",
    open: false,
  });
});

it("tells the trust at the end of the period, whatever holds no more by then", async () => {
  const agent = await targetOf(await testAgent(), { orchestrator: A, node: NODE.address });
  const terms = { orchestrator: A, agent_key: agent.agent, expires: "2026-01-09T13:30:00Z" };
  const delegation = delegated(terms, NODE);
  const db = drizzle(env.DB);
  await upsertTargets(db, [{ ...agent, delegation, trust: 2 }]);
  const trustAt = async (end: string) =>
    (await answer(Compliance, `${URL}&end=${end}&period=1h`)).trust;
  expect(await trustAt("2026-01-09T13:00:00Z")).toBe(2);
  expect(await trustAt("2026-01-09T14:00:00Z")).toBe(0);
  await db.delete(targets);
});

it("gives a reason for every metric that it does not know, and for no other", async () => {
  const { nulls, ...rest } = await answer(Compliance, `${URL}&end=2026-01-09T14:00:00Z`);
  expect(nulls).toMatchObject({
    "views.any.mean_fps": "no_sample",
    "views.any.latencies.startup_ms": "no_startup_seen",
    "views.corroborated.latencies.startup_ms": "orchestrator_only",
    "views.corroborated.score": "no_decided_job",
    "views.any.slos.efficiency": "proxy_only",
    availability: "no_probe",
    completeness: "no_registered_agent",
  });
  const missing = (["any", "corroborated"] as const).flatMap((view) =>
    LATENCIES.filter((name) => rest.views[view].latencies[name] === undefined).map(
      (name) => `views.${view}.latencies.${name}`,
    ),
  );
  expect(Object.keys(nulls ?? {}).toSorted()).toEqual(
    [...missing, ...nullMetrics(rest)].toSorted(),
  );
});

it("gives the reason for a burn rate of an hour in which nothing was counted", async () => {
  const { views, nulls = {} } = await answer(Compliance, `${URL}&end=2026-01-09T15:00:00Z`);
  const { success } = views.any.slos;
  expect(success.ppm).not.toBeNull();
  expect(success.burn_rate_ppm).toEqual({ "1h": null, "24h": expect.any(Number) });
  expect(nulls["views.any.slos.success.burn_rate_ppm.1h"]).toBe("no_decided_job");
  expect(nulls).not.toHaveProperty("views.any.slos.success.burn_rate_ppm.24h");
});

it("leaves out what is after the end", async () => {
  const { views } = await answer(Compliance, `${URL}&end=2026-01-09T13:00:00Z&period=1h`);
  expect(views.any.decided).toBe(4);
});

it("ends with the newest hour with decided jobs where nobody says when", async () => {
  expect(await answer(Compliance, `${URL}&period=1h`)).toMatchObject({
    to: "2026-01-09T14:00:00Z",
  });
});

it("scores one workflow apart", async () => {
  const of = async (workflow: string) =>
    (await answer(Compliance, `${URL}&workflow=${workflow}`)).views.any.decided;
  expect(await of("live-video-to-video/streamdiffusion")).toBe(8);
  expect(await of("live-video-to-video/other")).toBe(0);
});

it("does not know an orchestrator without evidence and registration", async () => {
  expect(await problem(`/v1/sla/compliance?orchestrator_id=${B}`)).toMatchObject({
    status: 404,
    parameter: "orchestrator_id",
    given: B,
  });
});

it("serves what the last publication computed, to the list and to the one", async () => {
  const hour = "2026-01-09T13:00:00Z";
  await seedScores([rollup({ hour, orchestrator: A }), rollup({ hour, orchestrator: B })], 2);
  expect(await answer(Compliance, URL)).toMatchObject({
    trust: 2,
    views: { any: { decided: 0, score: null } },
  });
  const first = await answer(OrchestratorsPage, "/v1/orchestrators?limit=1");
  const second = await answer(OrchestratorsPage, `/v1/orchestrators?limit=1&cursor=${first.next}`);
  expect(
    [...first.orchestrators, ...second.orchestrators].map(({ orchestrator }) => orchestrator),
  ).toEqual([B, A]);
  expect(second.next).toBeNull();
  expect(first.orchestrators[0]?.views.any).toMatchObject({ score: null, n: 0 });
  expect(first.orchestrators[0]?.nulls).toMatchObject({ "views.any.score": "no_decided_job" });
  expect((await ask(URL)).headers.get("Cache-Control")).toContain("max-age=30");
});
