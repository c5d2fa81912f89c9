import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Agents } from "./agents.ts";
import type { FleetOrder, FleetReport } from "./fleet-process.ts";
import { networkOf } from "./network.ts";
import { addWindows } from "./windows-by-hour.ts";

const AGENTS_PER_PROCESS = 110;

/** Names the simulated network: the same orchestrators on every start. */
const SEED = "livepeer-sla";

/** A fleet that is starting. */
export type Fleet = Readonly<{
  /** Rejects when a process ends before it is ready, with how it ended. */
  agents: Promise<Agents>;
  stop: () => Promise<void>;
}>;

/**
 * Starts the agents of a simulated network, in a few child processes.
 *
 * @param orchestrators  how many; their gateways come with them
 * @param storeDir       where the agents' stores lie; those that are there go on
 */
export function launchFleet(orchestrators: number, storeDir: string): Fleet {
  const { gateways } = networkOf(SEED, orchestrators);
  const parts = Math.max(2, Math.ceil((orchestrators + gateways.length) / AGENTS_PER_PROCESS));
  const children = Array.from({ length: parts }, () =>
    fork(fileURLToPath(new URL("fleet-process.ts", import.meta.url))),
  );
  const reports = children.map((child, part) =>
    reportOf(child, { seed: SEED, orchestrators, part, parts, storeDir }),
  );
  return {
    agents: Promise.all(reports).then((all) => ({
      targets: all.flatMap(({ targets }) => targets),
      windows: all.map(({ windows }) => windows).reduce(addWindows, {}),
    })),
    stop: async () => {
      await Promise.all(children.map(ended));
    },
  };
}

function reportOf(child: ChildProcess, order: FleetOrder): Promise<FleetReport> {
  return new Promise((report, fail) => {
    child.once("message", (message) => report(message as FleetReport));
    child.once("error", fail);
    child.once("exit", (code, signal) =>
      fail(new Error(`a process of the fleet ended by ${signal ?? `exit code ${code}`}`)),
    );
    child.send(order);
  });
}

/** A child ends by itself when its channel to us closes. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  if (child.connected) child.disconnect();
  const late = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await exit;
  clearTimeout(late);
}
