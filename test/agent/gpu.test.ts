import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { gpuCollector } from "../../agent/src/collectors/gpu/gpu-collector.ts";
import { gpuSlots } from "../../agent/src/collectors/gpu/gpu-slots.ts";
import { parseSmi } from "../../agent/src/collectors/gpu/parse-smi.ts";
import { Observation } from "../../schema/wire/observation.ts";
import { catalog } from "../../schema/sla/catalog.ts";
import { simNvidiaSmi, type SmiScript } from "../sim/node/nvidia-smi.ts";
import { recordingPorts } from "../support/collector-ports.ts";

const T0 = Date.UTC(2026, 0, 9, 13);
const UUID = "GPU-a8d13655-197b-2226-d09f-b4b81e07504b";
const ROW = `0, ${UUID}, NVIDIA GeForce RTX 5090, 32607, 45, 312.45, 61`;
const SLOT = {
  index: 0,
  uuid: UUID,
  name: "NVIDIA GeForce RTX 5090",
  memory_bytes: 32607 * 1024 ** 2,
};

/** One look by the collector at a program that does as scripted. */
async function look(script: SmiScript, settings: Parameters<typeof gpuCollector>[0] = {}) {
  using smi = simNvidiaSmi(script);
  const recorded = recordingPorts({ now: () => T0, sleep: async () => recorded.stop() });
  const slots = gpuSlots();
  await gpuCollector({ command: smi.command, slots, ...settings }).run(recorded.ports);
  return { ...recorded, slots };
}

it("reads a GPU as nvidia-smi prints it: MiB, percent, W and °C", () => {
  expect(parseSmi(`${ROW}\n`)).toEqual({
    gpus: [
      { ...SLOT, utilisation_ppm: 450_000, power_milliwatts: 312_450, temperature_celsius: 61 },
    ],
    refused: [],
    faults: [],
  });
});

it("observes each GPU of the host, and leaves the slots for others to find by UUID", async () => {
  const second = "1, GPU-00000000-0000-0000-0000-000000000001, NVIDIA A100, 81920, 0, 60.1, 33";
  const { accepted, reports, slots } = await look({ stdout: `${ROW}\n${second}\n` });
  expect(accepted.map((o) => o.kind === "gpu" && [o.gpu.index, o.utilisation_ppm, o.at])).toEqual([
    [0, 450_000, T0],
    [1, 0, T0],
  ]);
  expect(reports).toEqual([["ok", null]]);
  expect(slots.byUuid(UUID)).toEqual(SLOT);
  expect(slots.byUuid("GPU-ff")).toBeNull();
});

it("publishes busy time as the method proxy of efficiency, and under no other name", () => {
  const cue = catalog.metrics.find(({ id }) => id === "cuda_utilisation_efficiency");
  expect(cue?.methods.find(({ name }) => name === "proxy")?.definition).toContain("not FLOPS");
});

it.each(["[N/A]", "[Not Supported]", "N/A"])("knows nothing of a field that says %s", (unknown) => {
  const { gpus, faults } = parseSmi(
    `0, ${UUID}, NVIDIA GB10, ${unknown}, ${unknown}, ${unknown}, 40`,
  );
  expect(gpus).toMatchObject([
    { memory_bytes: null, utilisation_ppm: null, power_milliwatts: null },
  ]);
  expect(faults).toEqual([]);
});

it("keeps a GPU that is lost as a slot, and reports it as failing", async () => {
  const lost = "[GPU is lost]";
  const { accepted, reports } = await look({
    stdout: `${ROW}\n1, ${lost}, ${lost}, ${lost}, ${lost}, ${lost}, ${lost}\n`,
  });
  expect(accepted).toHaveLength(2);
  expect(accepted[1]).toMatchObject({
    gpu: { index: 1, uuid: null, name: null, memory_bytes: null },
    utilisation_ppm: null,
  });
  expect(reports).toEqual([["failing", "gpu_lost"]]);
});

const FAILED =
  "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.\n";

it.each<[string, SmiScript, string, string]>([
  ["no driver", { stdout: FAILED, exit: 9 }, "failing", "nvidia-smi exit 9: driver not loaded"],
  ["a GPU off the bus", { exit: 15 }, "failing", "nvidia-smi exit 15: GPU fell off the bus"],
  ["an unknown failure", { stderr: "at /home/op", exit: 255 }, "failing", "nvidia-smi exit 255"],
  ["no GPU", { stdout: "No devices were found\n", exit: 6 }, "absent", "no GPU found"],
  [
    "no GPU, and no status that says so",
    { stdout: "No devices were found\n" },
    "absent",
    "no GPU found",
  ],
  ["garbage", { stdout: "lorem ipsum\n" }, "failing", "nothing readable"],
])("reports %s", async (_, script, status, reason) => {
  const { accepted, reports } = await look(script);
  expect(accepted).toEqual([]);
  expect(reports).toEqual([[status, reason]]);
});

it("is absent where there is no nvidia-smi", async () => {
  const { reports, slots } = await look({}, { command: join(tmpdir(), "no-such-nvidia-smi") });
  expect(slots.latest()).toEqual([]);
  expect(reports).toEqual([["absent", "nvidia-smi is not installed"]]);
});

it("does not wait for a driver that hangs", async () => {
  const began = Date.now();
  const { reports } = await look({ hangSeconds: 30 }, { timeoutMs: 50 });
  expect(reports).toEqual([["failing", "timeout"]]);
  expect(Date.now() - began).toBeLessThan(20_000);
});

it.each([
  ["too few fields", "0, GPU-1", "2 fields"],
  ["an index that is none", ROW.replace("0,", "zero,"), "index: not a GPU's"],
  ["a utilisation over 100 %", ROW.replace(" 45,", " 101,"), "utilisation: not a percentage"],
  ["a memory in words", ROW.replace("32607", "32 GiB"), "memory or utilisation: not a number"],
])("refuses %s", (_, row, reason) => {
  expect(parseSmi(row)).toEqual({
    gpus: [],
    refused: [`nvidia-smi line 1: ${reason}`],
    faults: [],
  });
});

it("never throws, accounts for every line, and gives only what an observation can hold", () => {
  const field = fc.oneof(
    fc.string(),
    fc.constantFrom("0", "1e9", "-5", "[N/A]", "[GPU is lost]", UUID, "NaN", "1,2", "99999999999"),
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(fc.array(field)).map((rows) => rows.map((r) => r.join(", ")).join("\n")),
  );
  fc.assert(
    fc.property(text, (stdout) => {
      const { gpus, refused } = parseSmi(stdout);
      expect(gpus.length + refused.length).toBe(
        stdout.split("\n").filter((line) => line.trim() !== "").length,
      );
      for (const { index, uuid, name, memory_bytes, utilisation_ppm } of gpus) {
        const gpu = { index, uuid, name, memory_bytes };
        expect(
          Observation.safeParse({ kind: "gpu", id: "x", at: 0, gpu, utilisation_ppm }).success,
        ).toBe(true);
      }
    }),
  );
});
