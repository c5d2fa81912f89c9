import { beforeAll, expect, it } from "vitest";
import { Demand } from "../../../schema/wire/api/demand.ts";
import { job } from "../../support/job.ts";
import { rollup } from "../../support/rollup.ts";
import { seedHour } from "./seed-hour.ts";
import { answer } from "./ask.ts";

const G = `0x${"cc".repeat(20)}`;
const counted = (counts: Record<string, number>, attowei = "0") => ({
  counts,
  amounts: { face_value_wei: "1000", expected_value_attowei: attowei },
  histograms: {},
});

// Monday 2026-01-05 and Friday 2026-01-09; Sunday 2026-01-04 is in the week before.
beforeAll(async () => {
  const sums = counted(
    { requests: 2, missing_capacity: 1, active_ms: 90_000, tickets: 1 },
    "600000000000000000",
  );
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
        rollup({ hour, gateway: null, sums: counted({ active_ms: 60_000 }) }),
        rollup({
          hour,
          gateway: null,
          pipeline: null,
          model: null,
          sums: counted({ windows: 60, minutes: 60 }),
        }),
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
      region: null,
      requests: 2,
      missing_capacity: 1,
      inference_minutes: 2,
      // 0.6 + 0.6 wei
      fees: { tickets: 2, face_value_wei: "2000", expected_value_wei: "1" },
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
  });
});

it("narrows by a region what has one: minutes and fees, and no request", async () => {
  const { demand } = await answer(Demand, `/v1/network/demand?gateway=${G}&region=fra`);
  expect(demand).toHaveLength(1);
  expect(demand[0]).toMatchObject({ region: "fra", requests: null, inference_minutes: 0.5 });
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
