import { expect, it } from "vitest";
import { Demand } from "../../../schema/wire/api/demand.ts";
import { GpuMetrics } from "../../../schema/wire/api/gpu-metrics.ts";
import { HoursPage } from "../../../schema/wire/api/hours.ts";
import { JobsPage } from "../../../schema/wire/api/jobs.ts";
import { OrchestratorsPage } from "../../../schema/wire/api/orchestrators.ts";
import { SnapshotsPage } from "../../../schema/wire/api/snapshots.ts";
import { Status } from "../../../schema/wire/api/status.ts";
import { answer, ask, problem } from "./ask.ts";

// A deployment without a single published hour.

it.each([
  ["/v1/jobs", JobsPage, { jobs: [], next: null }],
  ["/v1/orchestrators", OrchestratorsPage, { orchestrators: [], next: null }],
  ["/v1/gpu/metrics", GpuMetrics, { gpu_metrics: [] }],
  ["/v1/network/demand", Demand, { demand: [], from: null, to: null }],
  ["/v1/hours", HoursPage, { hours: [], next: null }],
  ["/v1/snapshots", SnapshotsPage, { snapshots: [], next: null }],
] as const)("answers %s with nothing, and not with an error", async (path, schema, expected) => {
  expect(await answer(schema, path)).toMatchObject(expected);
});

it("says of compliance that nothing is published yet", async () => {
  const { status, detail } = await problem(
    `/v1/sla/compliance?orchestrator_id=0x${"ab".repeat(20)}`,
  );
  expect(status).toBe(404);
  expect(detail).toContain("no hour is published yet");
});

it("says how it is, with null for what is not known", async () => {
  expect(await answer(Status, "/v1/status")).toMatchObject({
    at: "2026-01-09T14:30:00.000Z",
    hour: "2026-01-09T14:00:00Z",
    slot_seconds: null,
    last_slot: null,
    lag_slots: null,
    published: null,
    coverage: { good: 0, valid: 0, ppm: null },
    targets: { enabled: 0, disabled: 0, orchestrators: 0, gateways: 0 },
  });
});

it("is healthy", async () => {
  expect((await ask("/healthz")).status).toBe(200);
});
