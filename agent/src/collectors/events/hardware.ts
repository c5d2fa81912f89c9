import * as z from "zod";
import type { Gpu } from "../../../../schema/wire/workflow.ts";

const Card = z.object({
  id: z.string().max(64).nullish(),
  name: z.string().max(128).nullish(),
  memory_total: z.int().nonnegative().nullish(),
});

const Item = z.object({
  pipeline: z.string().nullish(),
  model_id: z.string().nullish(),
  /** By index on its host; an array says the same. */
  gpu_info: z.union([z.record(z.string(), Card), Card.array()]).nullish(),
});

/** An orchestrator's `hardware`, written as an array or as one object. */
export const Hardware = z.preprocess(
  (value) => (value == null ? [] : Array.isArray(value) ? value : [value]),
  Item.array(),
);

/** The GPUs that serve one workflow, in the order of their index. */
export const gpusOf = (
  hardware: z.output<typeof Hardware>,
  pipeline: string,
  model: string,
): Gpu[] =>
  hardware
    .filter((item) => item.pipeline === pipeline && item.model_id === model)
    .flatMap(({ gpu_info }) => Object.entries(gpu_info ?? {}))
    .filter(([index]) => /^\d{1,3}$/.test(index) && Number(index) <= 255)
    .map(([index, card]) => ({
      index: Number(index),
      uuid: card.id ?? null,
      name: card.name ?? null,
      memory_bytes: card.memory_total ?? null,
    }));
