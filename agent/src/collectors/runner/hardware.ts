import * as z from "zod";
import { Pipeline, WorkflowPart } from "../../../../schema/wire/workflow.ts";
import { parseJson, type Parsed } from "./runner-json.ts";

/** A GPU as the runner's container sees it: the only one is at index 0. Null where the answer does not tell. */
export type RunnerGpu = Readonly<{
  index: number;
  uuid: string | null;
  name: string | null;
  memory_bytes: number | null;
  utilisation_ppm: number | null;
}>;

/** What a runner serves, and on which GPUs. */
export type Hardware = Readonly<{ pipeline: string; model: string; gpus: RunnerGpu[] }>;

const Card = z.object({
  id: z
    .string()
    .regex(/^(GPU|MIG)-[0-9a-fA-F-]{1,60}$/)
    .nullish()
    .catch(null),
  name: z.string().max(128).nullish(),
  memory_total: z.int().nonnegative().nullish(),
  /** NVML's percentage of busy time. */
  utilization_compute: z.number().min(0).max(100).nullish(),
});

const Cards = z.record(z.string(), z.unknown());
const SERVES = { pipeline: Pipeline, model_id: WorkflowPart };
const Info = z.object({ ...SERVES, gpu_info: Cards });
const Stats = z.object({ ...SERVES, gpu_stats: Cards });

/** `GET /hardware/info`: the GPUs of a runner. */
export function parseHardwareInfo(text: string): Parsed<Hardware> {
  const parsed = parseJson("hardware info", Info, text);
  return "refused" in parsed ? parsed : hardwareOf(parsed.value, parsed.value.gpu_info);
}

/** `GET /hardware/stats`: the same, and how busy they are. */
export function parseHardwareStats(text: string): Parsed<Hardware> {
  const parsed = parseJson("hardware stats", Stats, text);
  return "refused" in parsed ? parsed : hardwareOf(parsed.value, parsed.value.gpu_stats);
}

function hardwareOf(
  { pipeline, model_id }: Readonly<{ pipeline: string; model_id: string }>,
  cards: z.output<typeof Cards>,
): Parsed<Hardware> {
  const gpus: RunnerGpu[] = [];
  for (const [index, value] of Object.entries(cards)) {
    const card = Card.safeParse(value);
    if (!/^\d{1,3}$/.test(index) || Number(index) > 255) return { refused: "hardware: no index" };
    if (!card.success) return { refused: "hardware: not a GPU" };
    const { id, name, memory_total, utilization_compute: busy } = card.data;
    gpus.push({
      index: Number(index),
      uuid: id ?? null,
      name: name ?? null,
      memory_bytes: memory_total ?? null,
      utilisation_ppm: busy == null ? null : Math.floor(busy * 10_000),
    });
  }
  return { value: { pipeline, model: model_id, gpus } };
}
