import { beforeAll, expect, it } from "vitest";
import { Demand } from "../../../schema/wire/api/demand.ts";
import { job } from "../../support/job.ts";
import { rollup } from "../../support/rollup.ts";
import { seedHour } from "./seed-hour.ts";
import { answer, problem } from "./ask.ts";

const G = `0x${"cc".repeat(20)}`;
const QUIET = "2026-01-02T10:00:00Z";
/** One that is told of events, and one that asks for the status of its streams. */
const [SEEING, POLLING] = [`0x${"dd".repeat(20)}`, `0x${"ee".repeat(20)}`];
const counted = (counts: Record<string, number>, attowei = "0") => ({
  counts,
  amounts: { face_value_wei: "1000", expected_value_attowei: attowei },
  histograms: {},
});

// Monday 2026-01-05 and Friday 2026-01-09; Sunday 2026-01-04 is in the week before.
beforeAll(async () => {
  const rollups = [
    rollup({
      hour: QUIET,
      gateway: SEEING,
      sums: counted({ success: 20, "sli.stability.valid": 20 }),
    }),
    rollup({ hour: QUIET, gateway: POLLING, sums: counted({ success: 20 }) }),
  ];
  await seedHour({ hour: QUIET, jobs: [], rollups });
  const sums = counted(
    { requests: 2, missing_capacity: 1, active_ms: 90_000, tickets: 1 },
    "600000000000000000",
  );
  // Of three tickets one belongs to no known job.
  const paid = {
    counts: { active_ms: 6_000, success: 2, tickets: 3, linked_tickets: 2, unlinked_tickets: 1 },
    amounts: {
      face_value_wei: "30",
      linked_face_value_wei: "20",
      unlinked_face_value_wei: "10",
    },
    histograms: {},
  };
  for (const hour of ["2026-01-04T23:00:00Z", "2026-01-05T00:00:00Z", "2026-01-09T13:00:00Z"])
    await seedHour({
      hour,
      jobs: [job()],
      rollups: [
        rollup({ hour, gateway: G, orchestrator: null, region: null, sums }),
        rollup({
          hour,
          gateway: G,
          sums: counted({ active_ms: 30_000, tickets: 1 }, "600000000000000000"),
        }),
        // One slot: half an hour busy, a quarter idle, a quarter loading.
        rollup({
          hour,
          gateway: null,
          sums: counted({
            active_ms: 60_000,
            busy_slot_ms: 1_800_000,
            idle_slot_ms: 900_000,
            loading_slot_ms: 900_000,
          }),
        }),
        rollup({
          hour,
          gateway: null,
          pipeline: null,
          model: null,
          sums: counted({ windows: 60, minutes: 60 }),
        }),
        rollup({ hour, gateway: G, gpu: "H100", sums: paid }),
        rollup({ hour, gateway: G, witness: "corroborated", sums }),
        rollup({ hour, gateway: G, purpose: "test", sums }),
      ],
    });
});

it("adds up live demand by gateway and workflow, once, and floors the fees once", async () => {
  const { demand, from, to } = await answer(Demand, `/v1/network/demand?gateway=${G}`);
  expect([from, to]).toEqual(["2026-01-08T14:00:00Z", "2026-01-09T14:00:00Z"]);
  expect(demand).toEqual([
    {
      from: "2026-01-09T13:00:00Z",
      to: "2026-01-09T14:00:00Z",
      workflow: "live-video-to-video/streamdiffusion",
      gateway: G,
      orchestrator: null,
      region: null,
      gpu: null,
      requests: 2,
      missing_capacity: 1,
      jobs: { success: 2, failed: 0, excused: 0 },
      inference_minutes: 2.1,
      capacity_rate: { good: 0, valid: 0, ppm: null },
      // 0.6 + 0.6 wei
      fees: {
        tickets: 5,
        face_value_wei: "2030",
        expected_value_wei: "1",
        linked: { tickets: 2, face_value_wei: "20" },
        unlinked: { tickets: 1, face_value_wei: "10" },
      },
      stake_wei: null,
      reasons: { capacity_rate: "no_capacity_reading", stake_wei: "not_configured" },
    },
  ]);
});

it("does not know the requests that no gateway counted", async () => {
  const { demand } = await answer(Demand, "/v1/network/demand");
  expect(demand).toHaveLength(2);
  expect(demand.find(({ gateway }) => gateway === null)).toMatchObject({
    requests: null,
    missing_capacity: null,
    inference_minutes: 1,
    // 1,800,000 ÷ 2,700,000
    capacity_rate: { good: 1_800_000, valid: 2_700_000, ppm: 666_666 },
    reasons: { requests: "no_gateway_measurement", missing_capacity: "no_gateway_measurement" },
  });
});

it("takes a gateway that saw swaps for one that counts requests, and no other's zero for a measured one", async () => {
  const during = `from=${QUIET}&to=2026-01-02T11:00:00Z`;
  const ask = async (gateway: string) =>
    (await answer(Demand, `/v1/network/demand?gateway=${gateway}&${during}`)).demand.at(-1);
  expect(await ask(SEEING)).toMatchObject({ requests: 0, missing_capacity: 0 });
  expect(await ask(POLLING)).toMatchObject({
    requests: null,
    missing_capacity: null,
    jobs: { success: 20 },
    reasons: { requests: "no_gateway_measurement", missing_capacity: "no_gateway_measurement" },
  });
});

it("narrows by a region what has one: minutes and fees, and no request", async () => {
  const { demand } = await answer(Demand, `/v1/network/demand?gateway=${G}&region=fra`);
  expect(demand).toHaveLength(1);
  expect(demand[0]).toMatchObject({ region: "fra", requests: null, inference_minutes: 0.6 });
});

it("counts a week from Monday, and cuts it to what was asked", async () => {
  const { demand } = await answer(
    Demand,
    `/v1/network/demand?interval=week&gateway=${G}&from=2026-01-04T12:00:00Z&to=2026-01-10T00:00:00Z`,
  );
  expect(demand.map(({ from, to, requests }) => [from, to, requests])).toEqual([
    ["2026-01-04T12:00:00Z", "2026-01-05T00:00:00Z", 2],
    ["2026-01-05T00:00:00Z", "2026-01-10T00:00:00Z", 4],
  ]);
});

it("answers what gateways saw alone, under the view's name, and knows no slots there", async () => {
  const path = `/v1/network/demand?gateway=${G}`;
  expect((await answer(Demand, path)).witness).toBe("any");
  const { witness, demand } = await answer(Demand, `${path}&witness=corroborated`);
  expect(witness).toBe("corroborated");
  expect(demand).toMatchObject([
    {
      requests: 2,
      missing_capacity: 1,
      inference_minutes: 1.5,
      jobs: { success: 0 },
      capacity_rate: { valid: 0, ppm: null },
      reasons: { capacity_rate: "orchestrator_only" },
    },
  ]);
});

it("answers test load apart, under its name, and knows no slots of it", async () => {
  const path = `/v1/network/demand?gateway=${G}`;
  const { purpose, demand } = await answer(Demand, `${path}&purpose=test`);
  expect(purpose).toBe("test");
  expect(demand).toMatchObject([
    {
      requests: 2,
      missing_capacity: 1,
      inference_minutes: 1.5,
      capacity_rate: { valid: 0, ppm: null },
      reasons: { capacity_rate: "not_by_purpose" },
    },
  ]);
  expect((await answer(Demand, path)).demand).toMatchObject([{ inference_minutes: 2.1 }]);
});

it("counts a day of UTC", async () => {
  const { demand } = await answer(Demand, `/v1/network/demand?interval=day&gateway=${G}`);
  expect(demand.map(({ from }) => from)).toEqual([
    "2026-01-04T00:00:00Z",
    "2026-01-05T00:00:00Z",
    "2026-01-09T00:00:00Z",
  ]);
});

it.each(["region=lon", "workflow=live-video-to-video/other", `gateway=0x${"dd".repeat(20)}`])(
  "narrows by %s",
  async (filter) => {
    expect((await answer(Demand, `/v1/network/demand?${filter}`)).demand).toEqual([]);
  },
);

it("tells demand apart by the type of the GPU, of which no request and no slot is", async () => {
  const { demand, group_by } = await answer(Demand, "/v1/network/demand?group_by=gpu");
  expect(group_by).toEqual(["gpu"]);
  expect(demand.map(({ gpu, inference_minutes }) => [gpu, inference_minutes])).toEqual([
    ["H100", 0.1],
    [null, 3],
  ]);
  expect(demand[0]).toMatchObject({
    workflow: null,
    requests: null,
    capacity_rate: { ppm: null },
    reasons: { requests: "not_by_orchestrator", capacity_rate: "not_by_gpu" },
  });
});

it("tells demand apart by orchestrator and region", async () => {
  const { demand } = await answer(Demand, "/v1/network/demand?group_by=orchestrator,region");
  expect(demand).toHaveLength(2);
  const own = demand.find(({ orchestrator }) => orchestrator !== null);
  expect(own).toMatchObject({ region: "fra", inference_minutes: 1.6, jobs: { success: 2 } });
  // The rest: minutes that a gateway saw of no orchestrator that it could name.
  const rest = demand.find(({ orchestrator }) => orchestrator === null);
  expect(rest).toMatchObject({ region: null, inference_minutes: 1.5, requests: null });
});

it("adds up everything where nothing is told apart", async () => {
  const { demand } = await answer(Demand, "/v1/network/demand?group_by=none");
  expect(demand).toHaveLength(1);
  expect(demand[0]).toMatchObject({
    workflow: null,
    gateway: null,
    requests: 2,
    inference_minutes: 3.1,
    stake_wei: null,
    reasons: { stake_wei: "not_configured" },
  });
});

it.each([
  ["group_by=gateway,gateway", "group_by"],
  ["group_by=prompt", "group_by"],
  ["from=2025-11-01T00:00:00Z&to=2026-01-10T00:00:00Z", "from"],
  ["gpu=", "gpu"],
])("AC14 refuses %s and names the parameter", async (query, parameter) => {
  expect(await problem(`/v1/network/demand?${query}`)).toMatchObject({ status: 400, parameter });
});
