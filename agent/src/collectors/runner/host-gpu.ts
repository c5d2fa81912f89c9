import type { Gpu } from "../../../../schema/wire/workflow.ts";
import type { GpuSlots } from "../gpu/gpu-slots.ts";
import type { RunnerGpu } from "./hardware.ts";
import { gpuOfPort } from "./ports.ts";

/**
 * A runner's GPU as a slot of the host. The container sees its only GPU at index 0: the UUID tells which it is where the
 * host's GPUs are known, else the port by go-livepeer's convention; else the index stays as the runner gives it.
 */
export function hostGpu(gpu: RunnerGpu, url: string, slots: GpuSlots | null): Gpu {
  const known = gpu.uuid === null ? null : (slots?.byUuid(gpu.uuid) ?? null);
  if (known !== null) return known;
  const index = gpu.index === 0 ? (gpuOfPort(Number(new URL(url).port)) ?? 0) : gpu.index;
  const { uuid, name, memory_bytes } = gpu;
  return { index, uuid, name, memory_bytes };
}
