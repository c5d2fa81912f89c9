import { createHash } from "node:crypto";

/** What the node's log says of a live session when it opens. `request` is the raw id. */
export type AboutSession = Readonly<{
  request: string | null;
  pipeline: string | null;
  model: string | null;
  /**
   * `beginning`: it was seen to open. `earlier`: the agent's run before this one saw that, and the session goes on.
   * `midway`: nobody did.
   */
  seen: "beginning" | "earlier" | "midway";
}>;

/** One live session of the node. */
export type Session = AboutSession &
  Readonly<{
    /** go-livepeer's manifest id, the name of its channels. Whoever knows it can write there: it stays in this process. */
    mid: string;
    /** Our name of the job: the same after a restart, and of no use to who does not know the salt. */
    job: string;
    /** Aborted when the session is over. */
    over: AbortSignal;
  }>;

/** The sessions that are open at a node: who finds them tells who follows them. */
export type Sessions = Readonly<{
  jobOf: (mid: string) => string;
  opened: (mid: string, about: AboutSession) => Session;
  closed: (mid: string) => void;
  find: (mid: string) => Session | null;
  /** Hears of every session, those that are open already first, until the returned function is called. */
  onOpened: (listener: (session: Session) => void) => () => void;
}>;

/** More than any node runs. Beyond it the oldest is forgotten: its end was never said. */
const MAX_SESSIONS = 1000;

/**
 * No session yet.
 *
 * @param salt  a secret that stays the same when the agent restarts, else a stream that lives through it becomes two jobs
 */
export function openSessions(salt: string): Sessions {
  const open = new Map<string, { session: Session; end: AbortController }>();
  const listeners = new Set<(session: Session) => void>();
  const jobOf = (mid: string): string =>
    createHash("sha256").update(`livepeer-sla-job:${salt}:${mid}`).digest("hex");
  const closed = (mid: string): void => {
    const entry = open.get(mid);
    open.delete(mid);
    entry?.end.abort();
  };
  return {
    jobOf,
    closed,
    find: (mid) => open.get(mid)?.session ?? null,
    opened: (mid, about) => {
      const known = open.get(mid);
      if (known !== undefined) return known.session;
      const [oldest] = open.keys();
      if (open.size >= MAX_SESSIONS && oldest !== undefined) closed(oldest);
      const end = new AbortController();
      const session: Session = { ...about, mid, job: jobOf(mid), over: end.signal };
      open.set(mid, { session, end });
      for (const listener of listeners) listener(session);
      return session;
    },
    onOpened: (listener) => {
      listeners.add(listener);
      for (const { session } of open.values()) listener(session);
      return () => void listeners.delete(listener);
    },
  };
}
