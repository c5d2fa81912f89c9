import { causeOf } from "../../../../schema/sla/causes.ts";
import type { ObservationInput } from "../../../../schema/wire/observation.ts";

/** Whom an error concerns, and when the runner says that it happened, Unix milliseconds on its clock. */
export type ErrorAbout = Readonly<{
  id: string;
  at: number;
  request: string | null;
  node: string | null;
  runnerMs: number | null;
}>;

/**
 * What an error message says, as an observation; the message itself is not kept. Every normal end of a stream is
 * reported as an error, and a request without an orchestrator too: neither is one. A runner's error has an id made
 * from its own time, so that its event and every later status that repeats it are one fact; and whatever it says, it
 * neither ends the stream nor finds that there was no orchestrator: only the gateway's own word does.
 */
export function errorFact(message: string, { runnerMs, ...about }: ErrorAbout): ObservationInput {
  const { kind, cause, proven } = causeOf(message);
  const { request, node } = about;
  const relayed = node !== null || runnerMs !== null;
  if (kind === "no_capacity" && !relayed) return { ...about, kind: "no_capacity" };
  if (kind === "end" && !relayed) return { ...about, kind: "ended", ending: "client_left" };
  const id = runnerMs === null ? about.id : `error:${request ?? ""}:${node ?? ""}:${runnerMs}`;
  return { ...about, id, kind: "error", cause, proven, relayed };
}
