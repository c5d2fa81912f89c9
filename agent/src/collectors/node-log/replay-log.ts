import type { ObservationInput } from "../../../../schema/wire/observation.ts";
import { LIVE_PIPELINE } from "../runner-events/live-workflow.ts";
import { stampOf, zoneOf } from "./line-time.ts";
import { parseLine } from "./parse-line.ts";
import type { Sessions } from "./sessions.ts";

/** What was written before the agent began to read. */
export type Replay = Readonly<{
  take: (line: string) => void;
  /**
   * Opens the sessions that still run, and returns the ends of those that the agent's run before this one saw begin and
   * that ended since. What began and ended while no agent ran is nobody's evidence.
   *
   * @param writtenMs  when the log was last written
   * @param since      until when the agent ran before, Unix milliseconds; null where it never did
   */
  end: (writtenMs: number, since: number | null) => ObservationInput[];
}>;

/** Sessions that are remembered; the oldest go first. */
const MAX_SESSIONS = 5000;

type Past = {
  request: string | null;
  model: string | null;
  created: number | null;
  /** Its channel was created or written. A request alone is no session. */
  isSession: boolean;
  deleted: number | null;
};

/** @param year  of the log's last lines, for those that bear none */
export function replayLog(sessions: Sessions, year: number): Replay {
  const past = new Map<string, Past>();
  /** Times are read only where they matter: this runs over hours of log. */
  let lastLine = "";
  let lastStamp: number | null = null;
  const stamp = (line: string): number | null => {
    const read = stampOf(line, year);
    lastStamp = read ?? lastStamp;
    return read;
  };
  const of = (mid: string): Past => {
    const known = past.get(mid) ?? {
      request: null,
      model: null,
      created: null,
      isSession: false,
      deleted: null,
    };
    past.set(mid, known);
    const [oldest] = past.keys();
    if (past.size > MAX_SESSIONS && oldest !== undefined) past.delete(oldest);
    return known;
  };
  return {
    take: (line) => {
      lastLine = line;
      const fact = parseLine(line);
      if (fact === null || "malformed" in fact) return;
      switch (fact.kind) {
        case "received":
        case "processed":
          Object.assign(of(fact.mid), { request: fact.request, model: fact.model });
          break;
        case "posted":
          of(fact.mid).isSession = true;
          break;
        case "created":
          if (fact.part === "input")
            Object.assign(of(fact.mid), { created: stamp(line), isSession: true, deleted: null });
          break;
        case "deleted":
          if (fact.part === "input")
            Object.assign(of(fact.mid), { isSession: true, deleted: stamp(line) });
          break;
        case "refused":
          break;
      }
    },
    end: (writtenMs, since) => {
      stamp(lastLine);
      const zone = lastStamp === null ? 0 : zoneOf(lastStamp, writtenMs);
      return [...past].flatMap(([mid, { request, model, created, isSession, deleted }]) => {
        if (!isSession) return [];
        // A session whose beginning is not in the log any more is an old one.
        const isEarlier = since !== null && (created ?? -Infinity) + zone < since;
        const pipeline = LIVE_PIPELINE;
        if (deleted === null) {
          const seen = isEarlier ? "earlier" : "midway";
          sessions.opened(mid, { request, pipeline, model, seen });
          return [];
        }
        const at = deleted + zone;
        if (!isEarlier || at < since) return [];
        const job = sessions.jobOf(mid);
        return [{ kind: "ended", id: `${job}:ended`, at, job, request, ending: "completed" }];
      });
    },
  };
}
