import { Address } from "../../schema/wire/identifier.ts";
import { type Gpu, Region } from "../../schema/wire/workflow.ts";
import { randomOf } from "./random.ts";

/** How an orchestrator serves: what its runner reaches, and how often it goes wrong. */
export type Quality = Readonly<{
  name: "good" | "mediocre" | "bad";
  /** Output frames per second that its runner reaches. */
  fps: number;
  /** Received → first output sent, milliseconds, from and to. */
  firstOutputMs: readonly [number, number];
  /** Probabilities of what can happen to a job; the rest is a normal stream. */
  odds: Readonly<Record<"slow_start" | "stall" | "death" | "refused", number>>;
}>;

const QUALITIES: readonly Quality[] = [
  {
    name: "good",
    fps: 20,
    firstOutputMs: [900, 1700],
    odds: { slow_start: 0.01, stall: 0.01, death: 0, refused: 0.01 },
  },
  {
    name: "mediocre",
    fps: 14,
    firstOutputMs: [1500, 3200],
    odds: { slow_start: 0.1, stall: 0.08, death: 0.03, refused: 0.03 },
  },
  {
    name: "bad",
    fps: 9,
    firstOutputMs: [2200, 5000],
    odds: { slow_start: 0.15, stall: 0.12, death: 0.18, refused: 0.08 },
  },
];

/** Which quality the orchestrators of one model have, in turn: half of them are good. */
const SERVING = [0, 1, 0, 2, 0, 1] as const;

const MODELS = ["streamdiffusion-sdxl", "streamdiffusion-sdxl-faceid", "comfystream"] as const;

const GPUS = [
  ["NVIDIA GeForce RTX 4090", 25_757_220_864],
  ["NVIDIA GeForce RTX 5090", 34_190_917_632],
  ["NVIDIA L40S", 48_305_799_168],
] as const;

const REGIONS = ["fra", "lon", "nyc", "lax", "sin"] as const;

export type SimOrchestrator = Readonly<{
  index: number;
  /** The on-chain recipient, and the node's own (hot wallet) address. */
  address: Address;
  node: Address;
  uri: string;
  region: Region;
  pipeline: "live-video-to-video";
  model: string;
  gpu: Gpu;
  quality: Quality;
  /** How far its clock is ahead of true time, milliseconds. */
  skewMs: number;
}>;

export type SimGateway = Readonly<{ index: number; address: Address; skewMs: number }>;

/** A network: who is in it. The seed names it, and everything that happens in it. */
export type SimNetwork = Readonly<{
  seed: string;
  orchestrators: readonly SimOrchestrator[];
  gateways: readonly SimGateway[];
}>;

const cycle = <T>(of: readonly T[], index: number): T => {
  const item = of[index % of.length];
  if (item === undefined) throw new RangeError("nothing to cycle through");
  return item;
};

function orchestrator(seed: string, index: number): SimOrchestrator {
  const random = randomOf(`${seed}/orchestrator/${index}`);
  const [name, memory] = cycle(GPUS, Math.floor(index / 2));
  const digits = random.hex(32);
  return {
    index,
    address: Address.parse(`0x${random.hex(40)}`),
    node: Address.parse(`0x${random.hex(40)}`),
    uri: `https://orchestrator-${index}.example:8935`,
    region: Region.parse(cycle(REGIONS, index)),
    pipeline: "live-video-to-video",
    model: cycle(MODELS, index),
    gpu: {
      index: 0,
      uuid: `GPU-${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`,
      name,
      memory_bytes: memory,
    },
    quality: cycle(QUALITIES, cycle(SERVING, Math.floor(index / MODELS.length))),
    skewMs: random.between(-60, 60),
  };
}

/** A network of so many orchestrators, and one gateway for every 25 of them, two at least. */
export function networkOf(seed: string, orchestrators: number): SimNetwork {
  const gateways = Math.max(2, Math.ceil(orchestrators / 25));
  return {
    seed,
    orchestrators: Array.from({ length: orchestrators }, (_, index) => orchestrator(seed, index)),
    gateways: Array.from({ length: gateways }, (_, index) => {
      const random = randomOf(`${seed}/gateway/${index}`);
      return {
        index,
        address: Address.parse(`0x${random.hex(40)}`),
        skewMs: random.between(-60, 60),
      };
    }),
  };
}
