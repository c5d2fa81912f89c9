import { expect, it } from "vitest";
import { catalog } from "../../../schema/sla/catalog.ts";
import type { ListedJob } from "../../../schema/wire/api/jobs.ts";
import type { JobSide } from "../../../schema/wire/job.ts";
import { explanationOf } from "../../../workers/api/dashboard/view/explanation.ts";
import { qualitiesOf, sidesOf } from "../../../workers/api/dashboard/view/job.ts";
import { jobRow } from "../../../workers/api/dashboard/view/jobs.ts";
import { job } from "../../support/job.ts";

const nothing = job();
const side = {
  ...nothing,
  role: "gateway",
  agent: "ed25519:A",
  epoch: "e0000000",
  seq: 0,
  trust: 0,
  ending: "completed",
  e2e_ms: null,
  impossible: 0,
  relayed: false,
} as unknown as JobSide;

/** A job of which a gateway saw nothing but that it succeeded, as the API lists it. */
const listed: ListedJob = {
  ...nothing,
  evidence: {
    ...nothing.evidence,
    gateway: side,
    decided_because: "gateway_saw_it",
    conflicts: [],
  },
  nulls: {
    first_frame_ms: "no_gateway_measurement",
    "fps.mean": "no_sample",
    "evidence.qualities.delivered_frames": "no_span",
    "evidence.gateway.e2e_ms": "no_gateway_measurement",
    "evidence.gateway.fps.jitter": "few_samples",
  },
};

it("explains what is not known of a job by the API's reason, in the catalog's words", () => {
  const { firstFrame, fps } = jobRow(listed);
  const warning = (figure: typeof fps) => explanationOf(figure, catalog).warning;
  expect(warning(firstFrame)).toBe(`Not known: ${catalog.reasons.no_gateway_measurement}`);
  expect(warning(fps)).toBe(`Not known: ${catalog.reasons.no_sample}`);
  expect(qualitiesOf(listed, null)[0]?.value).toMatchObject({ text: null, reason: "no_span" });
});

it("explains what a side does not know, and says where a side saw nothing", () => {
  const rows = new Map(sidesOf(listed).map((row) => [row.label, row]));
  expect(rows.get("end to end")).toMatchObject({
    gateway: { metric: "e2e_stream_latency", text: null, reason: "no_gateway_measurement" },
    orchestrator: null,
  });
  expect(rows.get("jitter")).toMatchObject({ gateway: { reason: "few_samples" } });
  expect(rows.get("ending")).toMatchObject({ gateway: "completed" });
});
