import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { TargetInput } from "../../schema/wire/target.ts";
import type { ProbeOutcome } from "../../schema/wire/raw.ts";
import { HOSTILE, type HostileName } from "./hostile-answers.ts";
import { agentOf } from "./hostile-agent.ts";

/** Agents that mean no good, answering on loopback. */
export type Hostile = Readonly<{
  targets: readonly TargetInput[];
  stop: () => Promise<void>;
}>;

/** Starts the thirteen of them; their keys are the same on every start. */
export async function launchHostile(): Promise<Hostile> {
  const started = await Promise.all(
    Object.keys(HOSTILE).map(async (name) => start(name as HostileName)),
  );
  return {
    targets: started.map(({ target }) => target),
    stop: async () => {
      await Promise.all(started.map(({ server }) => closed(server)));
    },
  };
}

/** Which outcomes each of them may have, by its agent's key. */
export async function hostileOutcomes(): Promise<
  Map<string, Readonly<{ name: string; outcomes: readonly ProbeOutcome[] }>>
> {
  const entries = Object.entries(HOSTILE).map(async ([name, behaviour]) => {
    const { key } = await agentOf(name);
    const later = "later" in behaviour ? [behaviour.later] : [];
    return [key, { name, outcomes: [behaviour.outcome, ...later] }] as const;
  });
  return new Map(await Promise.all(entries));
}

async function start(name: HostileName): Promise<{ server: Server; target: TargetInput }> {
  const agent = await agentOf(name);
  const answer = HOSTILE[name].answers(agent);
  const server = createServer((request, response) => {
    // Whoever is hung up on has nothing more to say.
    response.on("error", () => undefined);
    Promise.resolve(answer(request, response)).catch(() => response.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return { server, target: TargetInput.parse({ url, agent: agent.key, role: "gateway" }) };
}

function closed(server: Server): Promise<unknown> {
  server.closeAllConnections();
  return new Promise((done) => server.close(done));
}
