import { connect } from "node:net";
import type { Role } from "../../../schema/wire/workflow.ts";

/** Ports that a go-livepeer node of each role opens on loopback by default. */
const PORTS: Readonly<Record<Role, readonly number[]>> = {
  orchestrator: [7935, 8935],
  gateway: [5935, 9935],
};

const TIMEOUT_MS = 500;

/** The role whose default ports are open on this machine, or null where that tells nothing. */
export async function guessRole(): Promise<Role | null> {
  const open = async (role: Role) =>
    (await Promise.all(PORTS[role].map(isOpen))).filter(Boolean).length;
  const [orchestrator, gateway] = [await open("orchestrator"), await open("gateway")];
  if (orchestrator === gateway) return null;
  return orchestrator > gateway ? "orchestrator" : "gateway";
}

/** Whether something listens there; nothing is sent. */
const isOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port, timeout: TIMEOUT_MS });
    const answer = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once("connect", () => answer(true));
    socket.once("error", () => answer(false));
    socket.once("timeout", () => answer(false));
  });
