import type { RawObject } from "../../../schema/wire/raw.ts";
import {
  AGENT,
  GATEWAY,
  jobEntry,
  line,
  object,
  pseudonym,
  T0,
} from "../../schema/sla/publish/scene.ts";

/** A gateway's agent and an orchestrator's. */
export const TARGETS = [GATEWAY, AGENT];

/** A minute counted from the scene's begin, in Unix milliseconds. */
export const at = (minute: number): number => T0 + minute * 60_000;

/** The n-th job, decided by the gateway. */
export const job = (n: number) =>
  jobEntry({ job: pseudonym(n), request: pseudonym(n), started_at: T0 + n });

/** What a turn brings: the gateway's window with these jobs, and the orchestrator's quiet one. */
export const turn = (minute: number, jobs: readonly number[] = []): RawObject =>
  object(minute, TARGETS, [
    line(GATEWAY, minute - 2, { jobs: jobs.map(job) }),
    line(AGENT, minute - 2),
  ]);
