import type { Agents } from "./agents.ts";
import { networkOf } from "./network.ts";
import { openNode, type SimNode } from "./node.ts";
import { plansOf } from "./plans.ts";
import { CYCLE_MS, requestsIn } from "./traffic.ts";
import { windowsByHour } from "./windows-by-hour.ts";

/** What a process of the fleet is asked to run: every n-th agent of a network. */
export type FleetOrder = Readonly<{
  seed: string;
  orchestrators: number;
  part: number;
  parts: number;
  storeDir: string;
}>;

/** Said once, when its agents have their past and listen. */
export type FleetReport = Agents;

const PAST_MS = 2 * 3_600_000;
const TICK_MS = 1_000;

process.once("message", (order) => void run(order as FleetOrder));

/** Ctrl-C reaches the whole group; the parent decides, and its end, whichever, closes our channel. */
process.on("SIGINT", () => undefined);

async function run({ seed, orchestrators, part, parts, storeDir }: FleetOrder): Promise<void> {
  const network = networkOf(seed, orchestrators);
  const plans = plansOf(network).filter((_, index) => index % parts === part);
  const nodes: SimNode[] = [];
  process.once("disconnect", () => {
    void Promise.allSettled(nodes.map((node) => node.close())).finally(() => process.exit(0));
  });

  const bornAt = Date.now() - PAST_MS;
  const first = Math.floor(bornAt / CYCLE_MS);
  let cycle = Math.floor(Date.now() / CYCLE_MS) + 1;
  const past = Array.from({ length: cycle - first }, (_, index) => ({
    cycle: first + index,
    requests: requestsIn(network, first + index),
  }));
  const sealed: number[] = [];
  for (const plan of plans) {
    const node = await openNode(plan, storeDir, bornAt);
    nodes.push(node);
    for (const { cycle, requests } of past) node.hear(cycle, requests);
    sealed.push(...node.liveThroughPast());
    // Lets the end of our parent be heard.
    await new Promise(setImmediate);
  }
  past.length = 0;
  setInterval(() => {
    for (; cycle * CYCLE_MS < Date.now() + TICK_MS; cycle++) {
      const requests = requestsIn(network, cycle);
      for (const node of nodes) node.hear(cycle, requests);
    }
    for (const node of nodes) node.tick();
  }, TICK_MS);
  const targets = nodes.map(({ target }) => target);
  process.send?.({ targets, windows: windowsByHour(sealed) } satisfies FleetReport);
}
