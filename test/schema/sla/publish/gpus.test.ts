import fc from "fast-check";
import { expect, it } from "vitest";
import { EMPTY_STATE, reduceWindow } from "../../../../schema/sla/reduce/reduce-window.ts";
import { Observation } from "../../../../schema/wire/observation.ts";
import type { GpuEntry } from "../../../../schema/wire/window.ts";
import { address, AGENT, count, GATEWAY, line, MINUTE_MS, publishLines, T0 } from "./scene.ts";

const NAME = "NVIDIA GeForce RTX 4090";
const card = (override: Partial<GpuEntry> = {}): GpuEntry => ({
  index: 0,
  uuid: "GPU-1",
  name: NAME,
  memory_bytes: 25_757_220_864,
  utilisation_ppm_sum: 1_500_000,
  utilisation_samples: 6,
  ...override,
});
const published = (lines: Parameters<typeof publishLines>[1]) =>
  publishLines([GATEWAY, AGENT], lines);
const sumsOf = async (lines: Parameters<typeof publishLines>[1]) => {
  const hour = await published(lines);
  return [count(hour, "utilisation_ppm"), count(hour, "utilisation_samples")];
};

it("adds how busy a GPU was under its orchestrator and its name, and no workflow", async () => {
  const { rollups } = await published([
    line(AGENT, 3, { gpus: [card(), card({ index: 1, uuid: "GPU-2" })] }),
    line(AGENT, 4, { gpus: [card()] }),
  ]);
  const rows = rollups.filter(({ sums }) => sums.counts.utilisation_samples);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({
    orchestrator: address("aa"),
    gpu: NAME,
    pipeline: null,
    model: null,
    witness: "any",
    sums: { counts: { utilisation_ppm: 4_500_000, utilisation_samples: 18 } },
  });
});

it("counts a minute once that two stores of one agent tell", async () => {
  const told = (epoch: string) => line(AGENT, 3, { epoch, gpus: [card()] });
  expect(await sumsOf([told("epoch000"), told("import00")])).toEqual([1_500_000, 6]);
});

it("takes nobody's word but the orchestrator's own agent's", async () => {
  expect(await sumsOf([line(GATEWAY, 3, { gpus: [card()] })])).toEqual([0, 0]);
});

it("leaves out what cannot be true, and keeps the rest of the window", async () => {
  const absurd = [
    card({ utilisation_ppm_sum: 6_000_001 }),
    card({ index: 1, utilisation_ppm_sum: 0, utilisation_samples: 601 }),
  ];
  expect(await sumsOf([line(AGENT, 3, { gpus: [...absurd, card({ index: 2 })] })])).toEqual([
    1_500_000, 6,
  ]);
});

it("adds readings to a window's GPU, in any order; a GPU that does not tell has no samples", () => {
  const start = T0;
  const reading = fc.option(fc.integer({ min: 0, max: 1_000_000 }));
  fc.assert(
    fc.property(fc.array(reading, { minLength: 1, maxLength: 20 }), fc.nat(), (all, turn) => {
      const observed = all.map((utilisation_ppm, i) =>
        Observation.parse({
          kind: "gpu",
          id: `gpu:${i}`,
          at: start + ((i * 1009) % MINUTE_MS),
          gpu: { index: 0, uuid: "GPU-1", name: NAME, memory_bytes: null },
          utilisation_ppm,
        }),
      );
      const turned = [
        ...observed.slice(turn % all.length),
        ...observed.slice(0, turn % all.length),
      ];
      const about = { role: "orchestrator", start, decideAll: false } as const;
      const { content } = reduceWindow(EMPTY_STATE, turned, about);
      const told = all.filter((value) => value !== null);
      expect(content.gpus).toEqual([
        {
          index: 0,
          uuid: "GPU-1",
          name: NAME,
          memory_bytes: null,
          utilisation_ppm_sum: told.reduce((sum, value) => sum + value, 0),
          utilisation_samples: told.length,
        },
      ]);
    }),
  );
});
