import { Observation, type ObservationInput } from "../../../../schema/wire/observation.ts";
import type { CollectorPorts } from "../collector.ts";
import type { Session } from "../node-log/sessions.ts";
import { pseudonymise } from "../pseudonymise.ts";
import { pauseMs, reasonOf } from "../supervise.ts";
import { type Answer, getSegment, LATEST } from "./get-segment.ts";
import { parseEvent } from "./parse-event.ts";

/** The node keeps the last five segments of a channel, and one of them is being written. */
const KEPT = 4;
/** A runner says something every 10 s. */
const POLL_MS = 30_000;
/** A channel appears with its session, and an agent that reads the log may be quicker. */
const CHANNEL_WAIT_MS = 30_000;
const PAUSE_MS = 1000;
/** So long the node's log has the first word on how a session ended: it knows who left first. */
const LOG_WAIT_MS = 5000;
/** A segment can be read for about 50 s. */
const KEPT_MS = 60_000;

/**
 * Follows a session's `{mid}-events` channel until it closes or the session is over. It begins with the oldest segment that
 * is kept: what was read before has the same id. Never throws.
 *
 * @returns how it ended: `over`, or `unfound` where there was no such channel
 */
export async function followSession(
  session: Session,
  base: URL,
  ports: CollectorPorts,
): Promise<"over" | "unfound"> {
  const { now, sleep, stop } = ports;
  const ending = AbortSignal.any([stop, session.over]);
  const giveUpAt = now() + CHANNEL_WAIT_MS;
  let isFound = false;
  let next = 0;
  let failures = 0;
  while (!ending.aborted) {
    const answer = await ask(session, base, next, ending);
    if (answer === null) continue;
    if ("failed" in answer) {
      ports.report("failing", answer.failed);
      await pause(pauseMs(failures++, ports.random()), ending, sleep);
      continue;
    }
    failures = 0;
    if (answer.kind !== "no-channel") ports.report("ok", null);
    switch (answer.kind) {
      case "segment":
        take(session, answer, ports);
        [isFound, next] = [true, answer.seq + 1];
        break;
      case "empty":
        [isFound, next] = [true, answer.seq + 1];
        break;
      case "no-segment":
        isFound = true;
        if (next === LATEST) await pause(PAUSE_MS, ending, sleep);
        next = oldestAfter(next, answer.next);
        break;
      case "closed":
        await end(session, now(), ports);
        return "over";
      case "no-channel":
        if (isFound || session.seen !== "beginning") {
          // Nothing was ever seen of a session that nobody saw begin, and whose channel is gone: no evidence, no job.
          if (isFound || session.seen === "earlier") await end(session, now(), ports);
          return "over";
        }
        if (now() >= giveUpAt) return "unfound";
        await pause(PAUSE_MS, ending, sleep);
    }
  }
  return "over";
}

/** The answer; null where nothing came in time, or the session ended meanwhile. */
async function ask(
  { mid }: Session,
  base: URL,
  seq: number,
  ending: AbortSignal,
): Promise<Answer | null | { failed: string }> {
  const timeout = AbortSignal.timeout(POLL_MS);
  try {
    const url = new URL(
      `${base.pathname.replace(/\/$/, "")}/ai/trickle/${mid}-events/${seq}`,
      base,
    );
    return await getSegment(url, seq, AbortSignal.any([ending, timeout]));
  } catch (error) {
    return ending.aborted || timeout.aborted ? null : { failed: reasonOf(error) };
  }
}

/** After a segment that is not kept: the oldest that is, if that is farther on, else the latest. */
const oldestAfter = (asked: number, next: number | null): number =>
  next !== null && asked >= 0 && next - KEPT > asked ? next - KEPT : LATEST;

function take(
  { job, request, pipeline, model }: Session,
  { seq, text, isOld }: Extract<Answer, { kind: "segment" }>,
  { accept, refuse, now }: CollectorPorts,
): void {
  const receivedAt = now();
  const at = (runnerMs: number | null): number => {
    // Where it waited for us, the runner's time is nearer, if it can be one: the two share a host, and mostly a clock.
    const age = receivedAt - (runnerMs ?? receivedAt);
    return isOld && age > 0 && age <= KEPT_MS ? receivedAt - age : receivedAt;
  };
  const id = `${job}:${seq}`;
  const parsed = parseEvent(text, { id, job, request, pipeline, model, at });
  if ("refused" in parsed) refuse(parsed.refused);
  else if (parsed.observations.length > 0) accept(parsed.observations.map(pseudonymise));
}

/** Reports that the session ended when its channel closed, if nobody said how until then. */
async function end(session: Session, at: number, ports: CollectorPorts): Promise<void> {
  const { job, request } = session;
  await pause(LOG_WAIT_MS, AbortSignal.any([ports.stop, session.over]), ports.sleep);
  if (session.over.aborted || ports.stop.aborted) return;
  const about = { id: `${job}:ended`, at, job, request };
  const ended: ObservationInput = { ...about, kind: "ended", ending: "completed" };
  ports.accept([pseudonymise(Observation.parse(ended))]);
}

/** Resolves after so many milliseconds, or at once when it is aborted. */
async function pause(
  ms: number,
  signal: AbortSignal,
  sleep: CollectorPorts["sleep"],
): Promise<void> {
  if (signal.aborted) return;
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  const onAbort = () => resolve();
  signal.addEventListener("abort", onAbort);
  await Promise.race([sleep(ms), aborted]);
  signal.removeEventListener("abort", onAbort);
}
