import { beforeAll, expect, it } from "vitest";
import { Capabilities } from "../../../schema/wire/api/capabilities.ts";
import { History, Orchestrator } from "../../../schema/wire/api/orchestrator.ts";
import { Address } from "../../../schema/wire/identifier.ts";
import { addressOf, networkOf, WORKFLOW } from "../../support/network.ts";
import { job } from "../../support/job.ts";
import { rollup } from "../../support/rollup.ts";
import { answer, ask, problem } from "./ask.ts";
import { seedHour } from "./seed-hour.ts";
import { seedCohorts, seedNetwork } from "./seed-network.ts";
import { seedScores } from "./seed-scores.ts";

const A = addressOf(1);
const B = addressOf(2);
const sums = (success: number, failed: number, credit_ppm: number) => ({
  counts: { success, failed, credit_ppm, active_ms: 90_000 },
  amounts: {},
  histograms: {},
});

// At 12:00 one of two jobs failed, at 13:00 all three delivered 90 %; an agent was up in 11 of 12 slots.
beforeAll(async () => {
  const rows = (hour: string, of: ReturnType<typeof sums>) => [
    rollup({ hour, orchestrator: A, sums: of }),
    rollup({
      hour,
      orchestrator: A,
      gateway: `0x${"cc".repeat(20)}`,
      witness: "corroborated",
      sums: of,
    }),
    rollup({
      hour,
      orchestrator: A,
      pipeline: null,
      model: null,
      sums: {
        counts: { slots_up: 11, slots_down: 1, windows: 59, minutes: 60 },
        amounts: {},
        histograms: {},
      },
    }),
  ];
  await seedHour({
    hour: "2026-01-09T12:00:00Z",
    jobs: [job()],
    rollups: rows("2026-01-09T12:00:00Z", sums(1, 1, 1_000_000)),
  });
  await seedHour({
    hour: "2026-01-09T13:00:00Z",
    jobs: [job()],
    rollups: rows("2026-01-09T13:00:00Z", sums(3, 0, 2_700_000)),
  });
  await seedScores([]);
  const network = networkOf([
    { orchestrator: A },
    { orchestrator: B, state: "down", region: "lax" },
  ]);
  const members = [10, 20, 30, 40, 90].map((score, n) => ({
    orchestrator: Address.parse(addressOf(5 - n)),
    workflow: WORKFLOW,
    gpu: null,
    witness: "any" as const,
    values: { score },
  }));
  await seedNetwork({
    ...network,
    nodes: network.nodes.map((node) => ({
      ...node,
      agent_version: "0.2.0",
    })),
  });
  await seedCohorts(members);
});

const HISTORY = `/v1/orchestrators/${A}/history`;

it("AC11 gives one orchestrator's hours, each with what its score is made from", async () => {
  const { points } = await answer(History, HISTORY);
  expect(points.map(({ from, to, views: { any } }) => [from, to, any.score, any.n])).toEqual([
    ["2026-01-09T12:00:00Z", "2026-01-09T13:00:00Z", 50, 2],
    ["2026-01-09T13:00:00Z", "2026-01-09T14:00:00Z", 90, 3],
  ]);
  expect(points[0]).toMatchObject({
    inference_minutes: 1.5,
    availability: { good: 11, valid: 12 },
    completeness: { good: 59, valid: 60 },
  });
});

it("adds hours up to days without averaging", async () => {
  const { points } = await answer(History, `${HISTORY}?interval=day&to=2026-01-10T00:00:00Z`);
  // 3.7 of 5 jobs delivered.
  expect(points).toMatchObject([
    { from: "2026-01-09T00:00:00Z", views: { any: { score: 74, n: 5, credit_ppm: 3_700_000 } } },
  ]);
});

it("shows another workflow as nothing, and not as zero", async () => {
  const { points } = await answer(History, `${HISTORY}?workflow=text-to-image/x`);
  expect(points[0]?.views.any).toMatchObject({ score: null, n: 0 });
  expect(points[0]?.availability.ppm).toBe(916_666);
  expect(points[0]?.nulls).toEqual({
    "views.any.score": "no_decided_job",
    "views.corroborated.score": "no_decided_job",
  });
});

it.each([
  [`${HISTORY}?from=2026-01-09T13:00:00Z&to=2026-01-09T13:00:00Z`, "from"],
  [`${HISTORY}?from=2025-01-09T13:00:00Z`, "from"],
  ["/v1/orchestrators/vitalik.eth/history", "address"],
  ["/v1/orchestrators/0x1", "address"],
  ["/badge/vitalik.eth.svg", "address"],
])("AC14 refuses %s", async (path, parameter) => {
  expect(await problem(path)).toMatchObject({ status: 400, parameter });
});

it("tells all that is known of one, in any case of its address, and nothing of a stranger", async () => {
  const one = await answer(
    Orchestrator,
    `/v1/orchestrators/${A.toUpperCase().replace("0X", "0x")}`,
  );
  expect(one).toMatchObject({
    orchestrator: A,
    points: [{ region: "fra", state: "up" }],
    workflows: [{ workflow: WORKFLOW, capacity_rate: { good: 1, valid: 4, ppm: 250_000 } }],
    scores: { "24h": null },
  });
  expect(await problem(`/v1/orchestrators/${addressOf(9)}`)).toMatchObject({
    status: 404,
    parameter: "address",
  });
});

it("lists what the network serves, and by whom", async () => {
  const { capabilities } = await answer(Capabilities, "/v1/network/capabilities");
  expect(capabilities).toMatchObject([
    {
      workflow: WORKFLOW,
      providers: [
        { orchestrator: A, up: true, gpus: ["NVIDIA L40S"] },
        { orchestrator: B, up: false },
      ],
    },
  ]);
  const inLax = await answer(Capabilities, "/v1/network/capabilities?region=lax");
  expect(inLax.capabilities[0]?.providers.map(({ orchestrator }) => orchestrator)).toEqual([B]);
  const alias = await (await ask("/v1/sla/network/capabilities")).text();
  expect(alias).toBe(await (await ask("/v1/network/capabilities")).text());
});

it("draws a badge of a score, and says so where it is not known", async () => {
  const response = await ask(`/badge/${addressOf(9)}.svg?period=24h`);
  expect(response.headers.get("Content-Type")).toBe("image/svg+xml; charset=utf-8");
  const svg = await response.text();
  expect(svg).toContain("SLA 24h: not known");
  expect(svg.match(/https?:/g)).toHaveLength(1); // The name of SVG itself.
});

it("says where an orchestrator stands in its cohort, with the cohort's quartiles, and what is not known and why", async () => {
  const { cohorts, agent_version } = await answer(Orchestrator, `/v1/orchestrators/${A}`);
  expect(agent_version).toBe("0.2.0");
  expect(cohorts).toHaveLength(1);
  // The best of five: four are worse, and half of one is equal.
  const spread = { n: 5, q1: 20, median: 30, q3: 40 };
  expect(cohorts[0]).toMatchObject({
    workflow: WORKFLOW,
    gpu: null,
    witness: "any",
    measures: {
      score: { value: 90, rank_ppm: 900_000, ...spread, reason: null },
      output_fps: { value: null, rank_ppm: null, n: 0, reason: "not_measured" },
    },
  });
});
