import { existsSync } from "node:fs";
import { join } from "node:path";
import { openAgent, type Agent } from "../agent.ts";
import type { Host } from "../host.ts";
import { Refusal } from "../refusal.ts";

/** Asks the agent of a store for a path, without a listener. */
export type Get = (path: string) => Response | Promise<Response>;

/**
 * Opens the agent of a store, whether it runs elsewhere or not, and lets `work` ask it. Nothing is sealed.
 *
 * @throws Refusal where there is no store yet
 */
export async function withOwnAgent<T>(
  store: string,
  { now }: Pick<Host, "now">,
  work: (get: Get, agent: Agent) => T | Promise<T>,
): Promise<T> {
  if (!existsSync(join(store, "agent.db")))
    throw new Refusal(`there is no agent in ${store} yet: \`start\` or \`import\` makes one`);
  const agent = openAgent({ store }, { now });
  try {
    return await work((path) => agent.fetch(new Request(`http://agent${path}`)), agent);
  } finally {
    agent.close();
  }
}
