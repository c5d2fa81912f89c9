import type { Observation, ObservationInput } from "../../../../schema/wire/observation.ts";
import { jobOf, nameFact } from "./name-facts.ts";
import type { Fact, StreamStatus } from "./parse-status.ts";
import { placeStatus, type Placed } from "./place.ts";

/** A stream that no heartbeat names for so long has ended, in milliseconds. */
export const ABSENT_MS = 60_000;

/** Without any heartbeat nothing ended; what was silent for so long is forgotten. */
const FORGET_MS = 600_000;

/** The gateway's readings belong to the runner's last status while that is not older than this. */
const FRESH_MS = 30_000;

/** One request on a stream. */
type Session = {
  key: string;
  about: Pick<ObservationInput, "request" | "job">;
  node: string | null;
  placed: Placed;
  /** When a new status was last found. */
  freshAt: number;
  hasGatewayError: boolean;
};

type Stream = {
  /** First named; null where it was there before we listened. */
  announcedAt: number | null;
  namedAt: number;
  session: Session | null;
  /** Key of the last request that ended: its status stands for up to a minute more. */
  over: string | null;
};

/** The streams of one gateway, from its heartbeats and its answers. Times are Unix milliseconds on our clock. */
export type Streams = Readonly<{
  heard: (ids: readonly string[], nowMs: number) => void;
  /** When the last heartbeat came; null before the first. */
  heardAt: () => number | null;
  /** The streams to be asked about. */
  ids: () => string[];
  answered: (id: string, status: StreamStatus, nowMs: number) => Observation[];
  /** The gateway knows no such stream. */
  unknown: (id: string) => Observation[];
  /** Ends what no heartbeat names any more. */
  tick: (nowMs: number) => Observation[];
}>;

/** @param salt makes jobs of streams whose request is not known unsearchable */
export function trackStreams(salt: string): Streams {
  const streams = new Map<string, Stream>();
  let heardAt: number | null = null;

  /** Named by the newest heartbeat. */
  const isLive = ({ namedAt }: Stream): boolean => namedAt === heardAt;

  const end = (stream: Stream): Observation[] => {
    const { session, namedAt } = stream;
    if (session === null) return [];
    stream.session = null;
    stream.over = session.key;
    const at = Math.max(namedAt, session.placed.at);
    return name(session, [
      { fact: { kind: "ended", ending: "client_left", id: "", at }, at, mark: "" },
    ]);
  };

  return {
    heard: (ids, nowMs) => {
      const isFirst = heardAt === null;
      for (const id of ids) {
        const known = streams.get(id);
        if (known !== undefined) known.namedAt = nowMs;
        else {
          const announcedAt = isFirst ? null : nowMs;
          streams.set(id, { announcedAt, namedAt: nowMs, session: null, over: null });
        }
      }
      heardAt = nowMs;
    },
    heardAt: () => heardAt,
    ids: () => [...streams.keys()],
    answered: (id, status, nowMs) => {
      const stream = streams.get(id);
      if (stream === undefined) return [];
      const key = status.request ?? (status.startedMs === null ? null : `at ${status.startedMs}`);
      const known = stream.session;
      if (key === null) return known === null ? [] : own(stream, known, status, nowMs);
      if (key === stream.over) return [];
      const out: Observation[] = [];
      if (known !== null && known.key !== key) out.push(...end(stream));
      let session = stream.session;
      if (session === null) {
        if (status.runnerMs === null || !isLive(stream)) return out;
        session = begin(salt, id, key, status, nowMs);
        out.push(...started(stream, session, status));
        stream.session = session;
        out.push(...name(session, status.runner, session.placed.at));
      } else if (status.runnerMs !== null && status.runnerMs !== session.placed.runnerMs) {
        session.placed = placeStatus(session.placed, status.runnerMs, nowMs);
        session.node = status.node;
        session.freshAt = nowMs;
        // After the gateway let go of it, a runner's words about it are late.
        if (isLive(stream)) out.push(...name(session, status.runner, session.placed.at));
      }
      return [...out, ...own(stream, session, status, nowMs)];
    },
    // A gateway forgets a stream's status a minute after it moved the stream elsewhere: while it names it, it runs.
    unknown: (id) => {
      const stream = streams.get(id);
      if (stream === undefined || isLive(stream)) return [];
      streams.delete(id);
      return end(stream);
    },
    tick: (nowMs) =>
      [...streams].flatMap(([id, stream]) => {
        const isAbsent = heardAt !== null && heardAt - stream.namedAt >= ABSENT_MS;
        if (!isAbsent && nowMs - stream.namedAt < FORGET_MS) return [];
        streams.delete(id);
        return isAbsent ? end(stream) : [];
      }),
  };

  /** The gateway's own words: its latency while the stream runs, and its first error, which may be the end. */
  function own(
    stream: Stream,
    session: Session,
    status: StreamStatus,
    nowMs: number,
  ): Observation[] {
    const isFresh = isLive(stream) && nowMs - session.freshAt <= FRESH_MS;
    const out = isFresh ? name(session, status.e2e, nowMs) : [];
    if (session.hasGatewayError || status.gateway.length === 0) return out;
    session.hasGatewayError = true;
    const said = status.gateway.map((fact) => ({ ...fact, at: Math.min(fact.at ?? nowMs, nowMs) }));
    if (said.some(({ fact }) => fact.kind === "ended")) {
      stream.session = null;
      stream.over = session.key;
    }
    return [...out, ...name(session, said)];
  }
}

function begin(
  salt: string,
  id: string,
  key: string,
  { request, node, runnerMs }: StreamStatus,
  nowMs: number,
): Session {
  const about = request === null ? { job: jobOf(salt, id, node, key) } : { request };
  const placed = placeStatus(null, runnerMs ?? 0, nowMs);
  return { key, about, node, placed, freshAt: nowMs, hasGatewayError: false };
}

/** A stream's first request began when the gateway first named the stream; when a later one did, nobody says. */
function started(stream: Stream, session: Session, { startedMs }: StreamStatus): Observation[] {
  const at = stream.announcedAt;
  if (at === null || stream.over !== null) return [];
  const fact = { kind: "job_started", id: "", at, runner_at: startedMs } as const;
  return name(session, [{ fact, at, mark: "" }]);
}

/** Facts of a session, at their own time or at `at`. A node is named where the runner speaks, and at the beginning. */
function name({ about, node }: Session, facts: readonly Fact[], at = 0): Observation[] {
  return facts.flatMap(({ fact, at: own, mark }) => {
    const isOfNode = fact.node != null || fact.kind === "job_started" || fact.kind === "e2e";
    const whole = { ...fact, ...about, node: isOfNode ? node : null, at: own ?? at };
    return nameFact(whole, mark) ?? [];
  });
}
