import type { ObservationInput } from "../../../../schema/wire/observation.ts";
import { LIVE_PIPELINE } from "../runner-events/live-workflow.ts";
import type { LogFact } from "./parse-line.ts";
import type { Sessions } from "./sessions.ts";

/** Whether the node's own readings showed an idle slot for a workflow; null where nobody knows. */
export type IdleSlot = (pipeline: string, model: string) => boolean | null;

/** What the log says as it is written, as observations; it opens and closes sessions on the way. */
export type Tracker = Readonly<{
  take: (fact: LogFact, at: number) => ObservationInput[];
  /** What is due by now: bytes, and sessions that waited in vain for their request. */
  due: (at: number) => ObservationInput[];
  /** The bytes that were counted and not said, when nothing more is read. */
  rest: (at: number) => ObservationInput[];
}>;

/** v0.8 names a session's request only after its channels: so long a session waits for it. */
const REQUEST_WAIT_MS = 5000;
const BYTES_EVERY_MS = 10_000;
/** Input that came within this time before still comes: a segment lasts about 2 s. */
const INPUT_STALE_MS = 10_000;
/** Requests that never became sessions are forgotten. */
const MAX_REQUESTS = 1000;

type Request = Readonly<{ request: string | null; model: string | null }>;
type Ending = "completed" | "client_left" | "error";
type Traffic = {
  input: { seq: number; bytes: number };
  output: { seq: number; bytes: number };
  inputAt: number;
  flushedAt: number;
};

export function trackSessions(sessions: Sessions, idleSlot: IdleSlot): Tracker {
  const requests = new Map<string, Request>();
  const waiting = new Map<string, number>();
  const traffic = new Map<string, Traffic>();
  /** Sessions whose runner took the stream. */
  const served = new Set<string>();

  const open = (mid: string, at: number): ObservationInput[] => {
    waiting.delete(mid);
    const { request = null, model = null } = requests.get(mid) ?? {};
    requests.delete(mid);
    const workflow = { pipeline: LIVE_PIPELINE, model };
    const { job } = sessions.opened(mid, { ...workflow, request, seen: "beginning" });
    return [{ kind: "job_started", id: `${job}:log-started`, at, job, request, ...workflow }];
  };
  const flush = (mid: string, at: number): ObservationInput[] => {
    const session = sessions.find(mid);
    const counted = traffic.get(mid);
    if (session === null || counted === undefined) return [];
    const { input, output } = counted;
    if (input.bytes === 0 && output.bytes === 0) return [];
    const { job, request } = session;
    const id = `${job}:bytes:${input.seq}:${output.seq}:${at}`;
    const { bytes: received } = input;
    const { bytes: sent } = output;
    [input.bytes, output.bytes, counted.flushedAt] = [0, 0, at];
    return [{ kind: "bytes", id, at, job, request, received, sent }];
  };
  const end = (mid: string, at: number, ending: Ending): ObservationInput[] => {
    const began = waiting.get(mid);
    const opened = began === undefined ? [] : open(mid, began);
    const session = sessions.find(mid);
    if (session === null) return [];
    const { job, request } = session;
    const bytes = flush(mid, at);
    traffic.delete(mid);
    served.delete(mid);
    sessions.closed(mid);
    return [...opened, ...bytes, { kind: "ended", id: `${job}:ended`, at, job, request, ending }];
  };

  return {
    rest: (at) => [...traffic.keys()].flatMap((mid) => flush(mid, at)),
    take: (fact, at) => {
      const { mid } = fact;
      switch (fact.kind) {
        case "received":
        case "processed": {
          const { request, model } = fact;
          const isOpen = sessions.find(mid) !== null;
          if (fact.kind === "processed" && (isOpen || waiting.has(mid))) served.add(mid);
          if (isOpen) return [];
          requests.set(mid, { request, model });
          const [oldest] = requests.keys();
          if (requests.size > MAX_REQUESTS && oldest !== undefined) requests.delete(oldest);
          const began = waiting.get(mid);
          return began === undefined ? [] : open(mid, began);
        }
        case "created":
          if (fact.part !== "input" || sessions.find(mid) !== null) return [];
          if (requests.has(mid)) return open(mid, at);
          waiting.set(mid, at);
          return [];
        case "posted": {
          const counted = traffic.get(mid) ?? newTraffic(at);
          if (sessions.find(mid) === null && !waiting.has(mid)) return [];
          traffic.set(mid, counted);
          counted[fact.part] = { seq: fact.seq, bytes: counted[fact.part].bytes + fact.bytes };
          if (fact.part === "input") counted.inputAt = at;
          return [];
        }
        case "deleted": {
          // Input is closed first by who sends it, or by the node where no runner took the stream.
          if (fact.part === "input")
            return end(mid, at, served.has(mid) ? "client_left" : "completed");
          // Nobody but the runner closes the others before it: it left while input was arriving.
          const isFed = at - (traffic.get(mid)?.inputAt ?? -Infinity) <= INPUT_STALE_MS;
          return fact.part !== "control" && isFed ? end(mid, at, "error") : [];
        }
        case "refused": {
          // The node looks for capacity before it creates a channel: a session that runs was not refused.
          if (sessions.find(mid) !== null || waiting.has(mid)) return [];
          requests.delete(mid);
          const { request, pipeline, model } = fact;
          const job = sessions.jobOf(mid);
          const about = { id: `${job}:ended`, at, job, request, pipeline, model };
          const idle_slot = idleSlot(pipeline, model);
          return [{ ...about, kind: "ended", ending: "refused", cause: "capacity", idle_slot }];
        }
      }
    },
    due: (at) => {
      const isGone = (mid: string) => sessions.find(mid) === null && !waiting.has(mid);
      for (const mid of served) if (isGone(mid)) served.delete(mid);
      for (const mid of traffic.keys()) if (isGone(mid)) traffic.delete(mid);
      const late = [...waiting].filter(([, began]) => began + REQUEST_WAIT_MS <= at);
      const full = [...traffic].filter(([, { flushedAt }]) => flushedAt + BYTES_EVERY_MS <= at);
      return [
        ...late.flatMap(([mid, began]) => open(mid, began)),
        ...full.flatMap(([mid]) => flush(mid, at)),
      ];
    },
  };
}

const newTraffic = (at: number): Traffic => ({
  input: { seq: -1, bytes: 0 },
  output: { seq: -1, bytes: 0 },
  inputAt: -Infinity,
  flushedAt: at,
});
