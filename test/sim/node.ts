import { existsSync } from "node:fs";
import { join } from "node:path";
import { openAgent } from "../../agent/src/agent.ts";
import { pseudonymise } from "../../agent/src/collectors/pseudonymise.ts";
import { dueAt, minuteOf } from "../../agent/src/minute.ts";
import type { Observation } from "../../schema/wire/observation.ts";
import { TargetInput } from "../../schema/wire/target.ts";
import { WINDOW_MS } from "../../schema/wire/window.ts";
import type { Feed } from "./feed.ts";
import { type Listener, listen } from "../../agent/src/http/listen.ts";
import type { SimRequest } from "./traffic.ts";

/** What makes a node: who it is, what its collector reads, and where its agent keeps its windows. */
export type NodePlan = Readonly<{
  name: string;
  identity: Pick<TargetInput, "role"> &
    Partial<Pick<TargetInput, "orchestrator" | "node" | "gateway" | "region" | "service_uri">>;
  feed: Feed;
  collector: "events" | "ingest";
}>;

/** A simulated node with the real agent beside it. */
export type SimNode = Readonly<{
  target: TargetInput;
  /** Tells it what its network does in a cycle. */
  hear: (cycle: number, requests: readonly SimRequest[]) => void;
  /** A new store lives through its past, quickly. Returns the start of every minute that it sealed. */
  liveThroughPast: () => number[];
  /** Passes on what happened until now, and seals what is due. */
  tick: () => void;
  close: () => Promise<void>;
}>;

/**
 * Opens a node whose agent answers on a free loopback port.
 *
 * @param bornAt  where the clock of a new store begins, Unix milliseconds; an old one goes on now
 */
export async function openNode(plan: NodePlan, storeDir: string, bornAt: number): Promise<SimNode> {
  const store = join(storeDir, plan.name);
  /** The simulated time; null once it is the real one. */
  let past: number | null = existsSync(store) ? null : bornAt;
  const now = () => past ?? Date.now();
  const { role, orchestrator = null, node = null, gateway = null, region = null } = plan.identity;
  const health = [{ name: plan.collector, status: "ok" as const, reason: null }];
  const agent = openAgent(
    { store, role, orchestrator, node, region, collectors: () => health },
    { now },
  );
  const listener: Listener = await listen(agent.fetch, { host: "127.0.0.1", port: 0 });
  let heard: Observation[] = [];
  const passOn = () => {
    const due = heard.filter(({ at }) => at <= now());
    if (due.length === 0) return;
    heard = heard.filter(({ at }) => at > now());
    agent.accept(due);
  };
  return {
    target: TargetInput.parse({
      url: listener.url,
      agent: agent.identity().agent,
      role,
      orchestrator,
      node,
      gateway,
      region,
      ...(plan.identity.service_uri && { service_uri: plan.identity.service_uri }),
    }),
    hear: (cycle, requests) => {
      heard.push(...plan.feed(cycle, requests).map(pseudonymise));
    },
    liveThroughPast: () => {
      const sealed: number[] = [];
      for (let start = minuteOf(now()); past !== null; start += WINDOW_MS) {
        past = start + WINDOW_MS;
        passOn();
        past = dueAt(start);
        if (past > Date.now()) break;
        agent.seal();
        sealed.push(start);
      }
      past = null;
      return sealed;
    },
    tick: () => {
      passOn();
      agent.seal();
    },
    close: async () => {
      await listener.close();
      agent.close();
    },
  };
}
