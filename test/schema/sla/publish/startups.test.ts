import { expect, it } from "vitest";
import { bucketOf } from "../../../../schema/sla/histogram.ts";
import { EMPTY_STATE, reduceWindow } from "../../../../schema/sla/reduce/reduce-window.ts";
import { Observation } from "../../../../schema/wire/observation.ts";
import type { StartupEntry } from "../../../../schema/wire/startup.ts";
import { address, AGENT, GATEWAY, line, publishLines, T0 } from "./scene.ts";

const NAME = "NVIDIA GeForce RTX 4090";
const GPU = { index: 0, uuid: "GPU-1", name: NAME, memory_bytes: null };
const LIVE = { pipeline: "live-video-to-video", model: "streamdiffusion" };
const start = (override: Partial<StartupEntry> = {}): StartupEntry => ({
  ...LIVE,
  gpu: GPU,
  ready_ms: 74_500,
  load_ms: null,
  ...override,
});
const startsIn = async (lines: Parameters<typeof publishLines>[1]) => {
  const { rollups } = await publishLines([GATEWAY, AGENT], lines);
  return rollups.filter(({ sums }) => sums.histograms.startup_ms !== undefined);
};

it("counts a start under its orchestrator, workflow and GPU, as its own agent's word alone", async () => {
  const rows = await startsIn([line(AGENT, 3, { startups: [start()] })]);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({
    ...LIVE,
    orchestrator: address("aa"),
    gpu: NAME,
    witness: "any",
    sums: { histograms: { startup_ms: { [bucketOf(74_500)]: 1 } } },
  });
  expect(await startsIn([line(GATEWAY, 3, { startups: [start()] })])).toEqual([]);
});

it("takes the time in which the model loaded, where a runner says so", async () => {
  const [row] = await startsIn([line(AGENT, 3, { startups: [start({ load_ms: 41_000 })] })]);
  expect(row?.sums.histograms.startup_ms).toEqual({ [bucketOf(41_000)]: 1 });
});

it("counts a start once that two stores of one agent tell, and none that takes longer than a day", async () => {
  const told = (epoch: string) => line(AGENT, 3, { epoch, startups: [start()] });
  const [row] = await startsIn([told("epoch000"), told("import00")]);
  expect(row?.sums.histograms.startup_ms).toEqual({ [bucketOf(74_500)]: 1 });
  const absurd = start({ ready_ms: 86_400_001 });
  expect(await startsIn([line(AGENT, 3, { startups: [absurd] })])).toEqual([]);
});

const observed = Observation.parse({
  kind: "startup",
  id: "startup:1",
  at: T0,
  ...LIVE,
  gpu: GPU,
  ready_ms: 74_500,
});
const contentOf = (role: "orchestrator" | "gateway", observations = [observed]) =>
  reduceWindow(EMPTY_STATE, observations, { role, start: T0, decideAll: false }).content;

it("puts a start into the window in which it was seen, and no job", () => {
  expect(contentOf("orchestrator")).toMatchObject({ jobs: [], startups: [start()] });
});

it("leaves the field out where nothing started: such windows keep the bytes that they had", () => {
  expect(contentOf("orchestrator", [])).not.toHaveProperty("startups");
  expect(contentOf("gateway")).not.toHaveProperty("startups");
});
