import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Identity } from "../../../schema/wire/identity.ts";
import { CollectorHealth } from "../../../schema/wire/window.ts";
import { openAgent } from "../agent.ts";
import type { Host } from "../host.ts";
import { REACH_ADVICE } from "../reach/advice.ts";
import { reach } from "../reach/reach.ts";
import { Refusal } from "../refusal.ts";
import type { Resolved } from "../settings/resolve.ts";
import { askAgent, type AgentState } from "../status/ask-agent.ts";
import type { Check } from "./check.ts";
import { checkSources } from "./check-sources.ts";
import { checkStore } from "./check-store.ts";
import { guessRole } from "./guess-role.ts";

/**
 * Everything that the doctor looks at, in the order in which one puts it right.
 *
 * @param url  where the running agent answers on this machine
 */
export async function examine(resolved: Resolved, url: string, host: Host): Promise<Check[]> {
  const { settings } = resolved;
  const store = checkStore(settings.store);
  const own = store.status === "ok" ? identityIn(settings.store, host) : null;
  const state = await askAgent(url, host).catch((error: Error) => {
    if (error instanceof Refusal) return null;
    throw error;
  });
  const role = settings.role ?? own?.role ?? null;
  const guessed = role ?? (await guessRole());
  const sources = await checkSources(
    resolved,
    guessed ?? "orchestrator",
    state && collectorsIn(state),
    host,
  );
  return [
    settingsCheck(resolved),
    store,
    roleCheck(role, guessed),
    whoseCheck(role, settings.orchestrator ?? own?.orchestrator ?? null),
    agentCheck(url, own, state),
    ...sources,
    await reachCheck(settings.public_url ?? null, own, host),
  ];
}

/** As the newest minute says, or where none is sealed yet, as far as the metrics do. */
const collectorsIn = ({ window, metrics }: AgentState): readonly CollectorHealth[] =>
  window?.collectors ??
  CollectorHealth.shape.name.options.flatMap((name): CollectorHealth[] => {
    const ok = metrics[`livepeer_sla_collector_ok{collector="${name}"}`];
    const reason = "its first minute will say more";
    return ok === undefined ? [] : [{ name, status: ok === 1 ? "ok" : "absent", reason }];
  });

function identityIn(store: string, { now }: Host): Identity | null {
  if (!existsSync(join(store, "agent.db"))) return null;
  const agent = openAgent({ store }, { now });
  try {
    return agent.identity();
  } finally {
    agent.close();
  }
}

const settingsCheck = ({ file, origins }: Resolved): Check => {
  const given = Object.entries(origins).map(([name, origin]) => `${name} (${origin})`);
  const found = `${file ?? "no file"}; ${given.length === 0 ? "everything as by default" : given.join(", ")}`;
  const todo = file === null ? "`init` writes a commented one; it is not needed" : null;
  return { name: "settings", status: file === null ? "absent" : "ok", found, todo };
};

const roleCheck = (role: string | null, guessed: string | null): Check =>
  role !== null
    ? { name: "role", status: "ok", found: role, todo: null }
    : {
        name: "role",
        status: "absent",
        found: guessed === null ? "not set" : `not set; this looks like a ${guessed}'s machine`,
        todo: `set role = "${guessed ?? "orchestrator"}"`,
      };

const whoseCheck = (role: string | null, orchestrator: string | null): Check => {
  const name = "orchestrator";
  if (orchestrator !== null) return { name, status: "ok", found: orchestrator, todo: null };
  if (role === "gateway")
    return { name, status: "ok", found: "none: a gateway's agent has none", todo: null };
  const todo = "set orchestrator to your on-chain address (-ethOrchAddr, else the node's own)";
  return { name, status: "absent", found: "not set", todo };
};

function agentCheck(url: string, own: Identity | null, state: AgentState | null): Check {
  const name = "agent";
  if (state === null)
    return { name, status: "absent", found: `none runs at ${url}`, todo: "`start` it" };
  if (own !== null && own.agent !== state.identity.agent)
    return {
      name,
      status: "broken",
      found: `${state.identity.agent} runs at ${url}, and not this store's`,
      todo: "set another port, or the store of the agent that runs",
    };
  return state.healthy
    ? { name, status: "ok", found: `runs at ${url}, and seals on time`, todo: null }
    : { name, status: "broken", found: `runs at ${url}, sealing is behind`, todo: "see its log" };
}

async function reachCheck(
  url: string | null,
  own: Identity | null,
  { fetch }: Host,
): Promise<Check> {
  const name = "reachability";
  if (url === null)
    return { name, status: "absent", found: "no public_url is set", todo: "`share` opens it" };
  const reached = await reach(url, { fetch, agent: own?.agent ?? null });
  if (reached.reached)
    return { name, status: "ok", found: `${url} answers, as seen from this machine`, todo: null };
  const { fault, detail } = reached;
  return { name, status: "broken", found: `${fault}: ${detail}`, todo: REACH_ADVICE[fault] };
}
