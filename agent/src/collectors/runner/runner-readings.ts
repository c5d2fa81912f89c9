import type { Gpu } from "../../../../schema/wire/workflow.ts";
import type { HealthStatus } from "./health.ts";

/** What one runner of the host last said. */
export type RunnerReading = Readonly<{
  pipeline: string;
  model: string;
  health: HealthStatus;
  gpus: readonly Gpu[];
}>;

/** The host's runners as last read, for others on the host. */
export type RunnerReadings = Readonly<{
  note: (readings: readonly RunnerReading[]) => void;
  /** How many runners of a workflow are loading now. */
  loading: (pipeline: string, model: string) => number;
  /** The GPUs that serve a workflow; none where that is not known. */
  gpus: (pipeline: string, model: string) => Gpu[];
  /** The last readings, for the agent's own metrics; empty before the first. */
  latest: () => readonly RunnerReading[];
}>;

/** Readings of a host of which nothing was read. */
export function runnerReadings(): RunnerReadings {
  let last: readonly RunnerReading[] = [];
  const of = (pipeline: string, model: string) =>
    last.filter((reading) => reading.pipeline === pipeline && reading.model === model);
  return {
    note: (readings) => {
      last = readings;
    },
    loading: (pipeline, model) =>
      of(pipeline, model).filter(({ health }) => health === "LOADING").length,
    gpus: (pipeline, model) => {
      const slots = of(pipeline, model).flatMap(({ gpus }) => gpus);
      return [...new Map(slots.map((gpu) => [`${gpu.index} ${gpu.uuid}`, gpu])).values()].slice(
        0,
        64,
      );
    },
    latest: () => last,
  };
}
