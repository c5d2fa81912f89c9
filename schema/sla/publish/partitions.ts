import type { Job } from "../../wire/job.ts";
import type { Hour } from "../../wire/quantity.ts";
import type { Rollup } from "../../wire/rollup.ts";
import { HOUR_MS, hourStart } from "../hour.ts";

/** Which of `count` ranges of the published order holds a row: by its orchestrator, and demand, which has none, last. */
export const rowRange = ({ orchestrator }: Pick<Rollup, "orchestrator">, count: number): number =>
  orchestrator === null
    ? count - 1
    : Math.floor((Number.parseInt(orchestrator.slice(2, 6), 16) * count) / 0x10000);

/** Which of `count` ranges of the published order holds a job: by its start, all before the hour in the first. */
export function jobRange(
  { started_at }: Pick<Job, "started_at">,
  hour: Hour,
  count: number,
): number {
  const at = Date.parse(started_at) - hourStart(hour);
  return Math.min(count - 1, Math.max(0, Math.floor((at * (count - 1)) / HOUR_MS) + 1));
}
