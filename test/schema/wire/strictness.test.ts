import { expect, it } from "vitest";
import { Address } from "../../../schema/wire/identifier.ts";
import { Observation, ObservationBatch } from "../../../schema/wire/observation.ts";
import { Hour, Wei } from "../../../schema/wire/quantity.ts";
import { TargetInput } from "../../../schema/wire/target.ts";
import { Window } from "../../../schema/wire/window.ts";
import { Pipeline, WorkflowPart } from "../../../schema/wire/workflow.ts";
import { quietWindow } from "../../support/quiet-window.ts";

const KEY = `ed25519:${"A".repeat(43)}`;
const SHOUTED = `0x${"AB".repeat(20)}`;

it("gives an address one spelling", () => {
  expect(Address.parse(SHOUTED)).toBe(SHOUTED.toLowerCase());
});

it.each([["2026-01-09T13:00:00Z"], ["2024-02-29T23:00:00Z"]])("takes %s for an hour", (hour) => {
  expect(Hour.safeParse(hour).success).toBe(true);
});

it.each([
  ["2026-01-09T13:30:00Z"],
  ["2026-02-30T13:00:00Z"],
  ["2026-01-09T24:00:00Z"],
  ["2026-01-09T13:00:00+01:00"],
])("does not take %s for an hour", (hour) => {
  expect(Hour.safeParse(hour).success).toBe(false);
});

it.each([["1e3"], ["01"], ["-1"], ["1.5"], [""], ["0x10"]])(
  "does not take %j for an amount of wei",
  (amount) => {
    expect(Wei.safeParse(amount).success).toBe(false);
  },
);

it("splits a workflow at the first slash: a model may have one, a pipeline may not", () => {
  expect(WorkflowPart.safeParse("stabilityai/sdxl-turbo").success).toBe(true);
  expect(Pipeline.safeParse("live/video").success).toBe(false);
});

it.each([
  ["an unknown field", { surprise: true }],
  ["a start inside a minute", { start: 1_767_966_600_001 }],
  ["another schema", { schema: "livepeer.sla.window/2" }],
  ["a fractional count", { dropped: 0.5 }],
  ["a negative count", { late: -1 }],
  ["an epoch with a slash", { epoch: "abc/defgh" }],
])("refuses a window with %s", (_, wrong) => {
  expect(Window.safeParse({ ...quietWindow(), ...wrong }).success).toBe(false);
});

it.each([
  ["a kind that does not exist", { kind: "guess" }],
  ["a prompt", { prompt: "a cat" }],
  ["FPS as text", { fps: "20" }],
  ["FPS that is not a number", { fps: Number.NaN }],
  ["a negative FPS", { fps: -1 }],
])("refuses an observation with %s", (_, wrong) => {
  expect(Observation.safeParse({ kind: "sample", id: "1", at: 0, fps: 20, ...wrong }).success).toBe(
    false,
  );
});

it("takes at most a thousand observations at once, and at least one", () => {
  const observations = Array.from({ length: 1001 }, (_, id) => ({
    kind: "restart",
    id: `${id}`,
    at: 0,
  }));
  expect(ObservationBatch.safeParse({ observations }).success).toBe(false);
  expect(ObservationBatch.safeParse({ observations: observations.slice(1) }).success).toBe(true);
  expect(ObservationBatch.safeParse({ observations: [] }).success).toBe(false);
});

it("wants an address for an orchestrator's agent, and none for a gateway's", () => {
  const target = { url: "https://a.example", agent: KEY };
  expect(
    TargetInput.safeParse({ ...target, role: "orchestrator", orchestrator: SHOUTED }).success,
  ).toBe(true);
  expect(TargetInput.safeParse({ ...target, role: "orchestrator" }).success).toBe(false);
  expect(TargetInput.safeParse({ ...target, role: "gateway" }).success).toBe(true);
  expect(TargetInput.safeParse({ ...target, role: "gateway", orchestrator: SHOUTED }).success).toBe(
    false,
  );
});
