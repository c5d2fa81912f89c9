import * as z from "zod";
import { causeOf } from "../../../../schema/sla/causes.ts";
import type { ObservationInput } from "../../../../schema/wire/observation.ts";
import { liveWorkflow, MaybeModel } from "./live-workflow.ts";
import { aboutOf, type RunnerWords } from "./runner-words.ts";

/** The fields of a runner's `error` and `restart`; its parameters and logs are not among them. */
export const RUNNER_EVENT = {
  type: z.string(),
  pipeline: MaybeModel,
  message: z.string().nullish(),
  /** A runner's time of an error: float seconds. */
  time: z.number().nonnegative().max(253_402_300_799).nullish(),
};

/** When an error happened, Unix milliseconds on the runner's clock: cut to whole ms, as its status cuts the same float. */
export const runnerMsOf = ({ time }: { time?: number | null | undefined }): number | null =>
  time == null ? null : Math.floor(time * 1000);

/**
 * An error as its runner words it; the message itself is not kept. Its id is made from its own time, so that its event
 * and every later status that repeats it are one fact. Whatever it says, it neither ends the stream nor finds that there
 * was no orchestrator; and whom it blames is a claim.
 */
export function runnerError(
  message: string,
  words: RunnerWords,
  runnerMs: number | null,
): ObservationInput {
  const { cause, proven } = causeOf(message);
  const id = runnerMs === null ? words.id : `${words.errors}:${runnerMs}`;
  return { ...aboutOf(words), id, kind: "error", cause, proven, relayed: words.relayed };
}

/** The observation of a runner's `error` or `restart`; none of another type. */
export function eventFacts(
  event: z.output<z.ZodObject<typeof RUNNER_EVENT>>,
  words: RunnerWords,
): ObservationInput[] {
  const workflow = liveWorkflow(event.pipeline);
  if (event.type === "restart") return [{ ...aboutOf(words), ...workflow, kind: "restart" }];
  if (event.type !== "error") return [];
  return [{ ...runnerError(event.message ?? "", words, runnerMsOf(event)), ...workflow }];
}
