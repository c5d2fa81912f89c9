import type { ObservationInput } from "../../../../schema/wire/observation.ts";
import type { RunnerReading } from "./runner-readings.ts";

/**
 * The slots of live workflows, by the health of their runners: one stream each. A runner in error is no slot. Runners of
 * other pipelines say `OK` whether they work or wait, so they tell nothing of slots.
 */
export function slotsOf(readings: readonly RunnerReading[], at: number): ObservationInput[] {
  const live = readings.filter(({ pipeline }) => pipeline === "live-video-to-video");
  const models = [...new Set(live.map(({ model }) => model))];
  return models.map((model, n) => {
    const of = live.filter((reading) => reading.model === model);
    const count = (health: RunnerReading["health"]) =>
      of.filter((reading) => reading.health === health).length;
    return {
      kind: "capacity",
      id: `runner-slots:${at}:${n}`,
      at,
      pipeline: "live-video-to-video",
      model,
      in_use: count("OK"),
      idle: count("IDLE"),
      loading: count("LOADING"),
      gpus: of.flatMap(({ gpus }) => gpus).slice(0, 64),
    };
  });
}
