import type { Collector } from "../collector.ts";
import type { Session, Sessions } from "../node-log/sessions.ts";
import { poll } from "../poll.ts";
import { followSession } from "./follow-session.ts";
import { getSegment, LATEST } from "./get-segment.ts";

export type TrickleSettings = Readonly<{
  /** The orchestrator's service port: `https://127.0.0.1:8935`. Elsewhere its certificate has to be publicly valid. */
  url: string;
  /** Who finds the sessions announces them here. */
  sessions: Sessions;
}>;

/** While no session runs, the server is asked so often for a channel that never is. */
const PROBE = { intervalMs: 30_000, timeoutMs: 10_000 };

/**
 * The runners' events, as they are on the orchestrator's own trickle server: what a job's FPS, first output and errors are
 * known from. One channel is followed for every session that is announced.
 */
export const trickleCollector = ({ url, sessions }: TrickleSettings): Collector => ({
  name: "trickle",
  run: async (ports) => {
    const base = new URL(url);
    const following = new Set<Promise<void>>();
    /** The server answers, and knows nothing of the last session: that is no health. */
    let isLost = false;
    const follow = async (session: Session): Promise<void> => {
      isLost = (await followSession(session, base, ports)) === "unfound";
      if (isLost) ports.report("failing", "a session's events channel was not found");
      else if (!ports.stop.aborted) sessions.closed(session.mid);
    };
    const unsubscribe = sessions.onOpened((session) => {
      const followed = follow(session).finally(() => following.delete(followed));
      following.add(followed);
    });
    try {
      await poll(PROBE, ports, async (signal) => {
        if (following.size > 0) return;
        const probe = new URL(`${base.pathname.replace(/\/$/, "")}/ai/trickle/none/-2`, base);
        await getSegment(probe, LATEST, signal);
        if (!isLost) ports.report("ok", null);
      });
    } finally {
      unsubscribe();
      await Promise.all(following);
    }
  },
});
