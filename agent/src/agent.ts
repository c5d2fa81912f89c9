import type { Identity } from "../../schema/wire/identity.ts";
import type { Observation } from "../../schema/wire/observation.ts";
import type { CollectorHealth } from "../../schema/wire/window.ts";
import { acceptBatch, type Accepted } from "./accept.ts";
import type { AgentConfig, AgentPorts } from "./config.ts";
import { publicApp } from "./http/public-app.ts";
import { identityOf } from "./identity.ts";
import { importObservations, type Imported } from "./import-observations.ts";
import { agentMetrics } from "./metrics.ts";
import { openStore, type Opened } from "./opened.ts";
import { Refusal } from "./refusal.ts";
import { beginRun, continueRun, sealDue } from "./seal.ts";
import { addDropped, readAgent } from "./store/agent-row.ts";
import { isOpenJob } from "./store/open-job.ts";
import { isDiskError } from "./store/disk-error.ts";
import { keep, orLose } from "./store/keep.ts";

/** One agent: a store, a key, and the routes that serve what it sealed. Many fit in one process. */
export type Agent = Readonly<{
  /** Keeps observations whose ids are pseudonyms already; committed when it returns. */
  accept: (observations: readonly Observation[]) => Accepted;
  /** Counts what a collector had to refuse. */
  drop: (count: number) => void;
  /** Seals every minute that is due by now, and returns how many. */
  seal: () => number;
  /** Seals observations of the past as an epoch of their own. @see importObservations */
  importObservations: (
    source: AsyncIterable<Observation> | Iterable<Observation>,
    unreadable?: () => number,
  ) => Promise<Imported>;
  /** The public routes. `env` is what @hono/node-server passes. */
  fetch: (request: Request, env?: unknown) => Response | Promise<Response>;
  identity: () => Identity;
  /** Whether it has a job of that pseudonym that has not ended. */
  isOpen: (job: string) => boolean;
  close: () => void;
}>;

const INGEST: readonly CollectorHealth[] = [{ name: "ingest", status: "ok", reason: null }];

/**
 * Opens an agent, and makes its store and its key where they are absent. Its run begins with the first `accept` or
 * `seal`, and counts from now: opening it to import, or to ask who it is, seals nothing.
 *
 * @throws Refusal when the configuration contradicts the store, or a new store gets no role
 */
export function openAgent(config: AgentConfig, ports: AgentPorts): Agent {
  return agentOn(openStore(config, ports), config.collectors, config.host);
}

/** An agent on a store that is open. @see openAgent */
export function agentOn(
  opened: Opened,
  collectors: AgentConfig["collectors"] = () => INGEST,
  host?: AgentConfig["host"],
): Agent {
  const { db, signer, now, pace } = opened;
  const metrics = agentMetrics(opened, collectors, host);
  const openedAtMs = now();
  let begun = false;
  const run = (): void => {
    if (!begun) {
      beginRun(opened, openedAtMs, collectors());
      pace.workedAt = openedAtMs;
      begun = true;
    }
    continueRun(opened, collectors);
  };
  const done = <T>(result: T): T => {
    pace.workedAt = now();
    return result;
  };
  const row = () => {
    const agent = readAgent(db);
    if (agent === null) throw new Refusal("the store has no agent");
    return agent;
  };
  const identity = () => identityOf(signer.agent, row());
  const app = publicApp({ ...opened, identity, metrics, isRunning: () => begun });
  return {
    accept: (observations) => {
      const accepted = orLose(opened, observations.length, () => {
        run();
        const keepThem = () => acceptBatch(db, observations, row().next_start ?? 0, now());
        return keep(opened, keepThem);
      });
      metrics.count(accepted);
      return done(accepted);
    },
    drop: (count) => {
      try {
        orLose(opened, count, () => keep(opened, () => addDropped(db, count)));
      } catch (error) {
        // Counted all the same: the first window after it says so.
        if (!isDiskError(error)) throw error;
      }
      metrics.count({ accepted: 0, duplicate: 0, late: 0, rejected: count });
    },
    seal: () => {
      run();
      const sealed = sealDue(opened, collectors());
      metrics.sealed();
      return done(sealed);
    },
    importObservations: (source, unreadable) => importObservations(opened, source, unreadable),
    fetch: (request, env) => app.fetch(request, env as object | undefined),
    identity,
    isOpen: (job) => isOpenJob(db, job),
    close: () => db.close(),
  };
}
