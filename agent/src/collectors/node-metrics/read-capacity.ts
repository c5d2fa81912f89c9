import { Observation } from "../../../../schema/wire/observation.ts";
import { Pipeline, WorkflowPart } from "../../../../schema/wire/workflow.ts";
import type { RunnerReadings } from "../runner/runner-readings.ts";
import { parseExposition, type PrometheusSample } from "./prometheus-text.ts";

const IN_USE = "livepeer_ai_container_in_use";
const IDLE = "livepeer_ai_container_idle";
const NAMES: ReadonlySet<string> = new Set([IN_USE, IDLE]);

/** Slots of each workflow, and what could not be read: reasons that name no value. */
export type CapacityReading = Readonly<{ observations: Observation[]; refused: string[] }>;

/**
 * An orchestrator's slots from its `/metrics`. Series with an `orchestrator_uri` are a gateway's view of others, and are
 * no slots of this node. The gauges are written when something happens: one that was never written is zero. The node
 * counts containers that are still loading as in use; those that a runner says are loading are taken off again.
 *
 * @param at       Unix milliseconds, of the answer
 * @param runners  what the runners themselves say
 */
export function readCapacity(
  text: string,
  at: number,
  runners: Pick<RunnerReadings, "loading" | "gpus">,
): CapacityReading {
  const { samples, malformed } = parseExposition(text, NAMES);
  const refused = malformed.map((line) => `metrics line ${line}: not a sample`);
  const slots = new Map<string, Slots>();
  for (const sample of samples) {
    if ((sample.labels.get("orchestrator_uri") ?? "") !== "") continue;
    const of = slotsOf(sample, slots);
    if (typeof of === "string") refused.push(`${sample.name}: ${of}`);
    else of[sample.name === IN_USE ? "in_use" : "idle"] = sample.value;
  }
  const observations = [...slots.values()].map(({ pipeline, model, in_use, idle }, n) => {
    const loading = Math.min(in_use, runners.loading(pipeline, model));
    return Observation.parse({
      kind: "capacity",
      id: `node-metrics:${at}:${n}`,
      at,
      pipeline,
      model,
      in_use: in_use - loading,
      idle,
      loading,
      gpus: runners.gpus(pipeline, model),
    });
  });
  return { observations, refused };
}

type Slots = { pipeline: string; model: string; in_use: number; idle: number };

/** The slots that a sample belongs to, or why it belongs to none. */
function slotsOf({ labels, value }: PrometheusSample, slots: Map<string, Slots>): Slots | string {
  if (!Number.isSafeInteger(value) || value < 0) return "not a count";
  if (value > 10_000) return "more containers than a host can have";
  const pipeline = Pipeline.safeParse(labels.get("pipeline"));
  const model = WorkflowPart.safeParse(labels.get("model_name"));
  if (!pipeline.success || !model.success) return "no pipeline and model that can be named";
  const key = `${pipeline.data} ${model.data}`;
  const known = slots.get(key) ?? {
    pipeline: pipeline.data,
    model: model.data,
    in_use: 0,
    idle: 0,
  };
  slots.set(key, known);
  return known;
}
