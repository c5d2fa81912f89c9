import type { Identity } from "../../schema/wire/identity.ts";
import type { Observation } from "../../schema/wire/observation.ts";
import type { CollectorHealth } from "../../schema/wire/window.ts";
import { acceptBatch, type Accepted } from "./accept.ts";
import type { AgentConfig, AgentPorts } from "./config.ts";
import { publicApp } from "./http/public-app.ts";
import { identityOf } from "./identity.ts";
import { importObservations, type Imported } from "./import-observations.ts";
import { agentMetrics } from "./metrics.ts";
import { openStore } from "./opened.ts";
import { Refusal } from "./refusal.ts";
import { beginRun, sealDue } from "./seal.ts";
import { addDropped, readAgent } from "./store/agent-row.ts";
import { inTransaction } from "./store/database.ts";

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
  const opened = openStore(config, ports);
  const { db, signer, now } = opened;
  const collectors = config.collectors ?? (() => INGEST);
  const metrics = agentMetrics(opened, collectors);
  const openedAtMs = now();
  let begun = false;
  const run = (): void => {
    if (begun) return;
    beginRun(opened, openedAtMs, collectors());
    begun = true;
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
      run();
      const accepted = inTransaction(db, () =>
        acceptBatch(db, observations, row().next_start ?? 0, now()),
      );
      metrics.count(accepted);
      return accepted;
    },
    drop: (count) => {
      inTransaction(db, () => addDropped(db, count));
      metrics.count({ accepted: 0, duplicate: 0, late: 0, rejected: count });
    },
    seal: () => {
      run();
      return sealDue(opened, collectors());
    },
    importObservations: (source, unreadable) => importObservations(opened, source, unreadable),
    fetch: (request, env) => app.fetch(request, env as object | undefined),
    identity,
    close: () => db.close(),
  };
}
