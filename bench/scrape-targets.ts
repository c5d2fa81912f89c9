import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { openAgent } from "../agent/src/agent.ts";
import { digestOf } from "../schema/wire/canonical.ts";
import { TargetInput } from "../schema/wire/target.ts";
import { type SignedWindow, WINDOW_MS } from "../schema/wire/window.ts";
import { signedWindow, testAgent, type TestAgent, windowsPage } from "../test/support/windows.ts";

/** Agents in a process of their own, so that their work is nobody's who scrapes them. Each has a port. */
export type TargetsOrder = Readonly<{ count: number; storeDir: string }>;
export type TargetsReport = Readonly<{ targets: readonly TargetInput[] }>;

/** Pages of windows and texts of metrics that were served so far. */
export type Served = Readonly<{ windows: number; metrics: number }>;

/** So far before now their first minute lies: each scrape brings one minute more. */
const PAST_MS = 6 * 3_600_000;

const served = { windows: 0, metrics: 0 };

process.once("message", (order) => {
  process.on("message", () => process.send?.({ ...served } satisfies Served));
  void run(order as TargetsOrder);
});
process.once("disconnect", () => process.exit(0));

async function run({ count, storeDir }: TargetsOrder): Promise<void> {
  const text = await metricsText(storeDir);
  const targets: TargetInput[] = [];
  for (let i = 0; i < count; i++) targets.push(await listen(await testAgent(), i, text));
  process.send?.({ targets } satisfies TargetsReport);
}

/** What a quiet agent shows to Prometheus: the same facts as its windows, as text. */
async function metricsText(store: string): Promise<string> {
  const agent = openAgent({ store, role: "orchestrator" }, { now: Date.now });
  agent.seal();
  const text = await (await agent.fetch(new Request("http://agent/metrics"))).text();
  agent.close();
  return text;
}

async function listen(agent: TestAgent, index: number, text: string): Promise<TargetInput> {
  const start = Math.floor((Date.now() - PAST_MS) / WINDOW_MS) * WINDOW_MS;
  let newest: SignedWindow | null = null;
  let seq = 0;
  const nextWindow = async () => {
    const prev = newest && (await digestOf(newest));
    newest = await signedWindow(agent, { start: start + seq * WINDOW_MS, seq, prev });
    seq += 1;
    return newest;
  };
  const server = createServer(async ({ url = "" }, reply) => {
    if (url === "/metrics") {
      served.metrics += 1;
      return send(reply, "text/plain; version=0.0.4", text);
    }
    served.windows += 1;
    const cursor = `s/${seq + 1}`;
    const page = windowsPage([await nextWindow()], { next: cursor, latest: cursor });
    return send(reply, "application/json", JSON.stringify(page));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return TargetInput.parse({
    url: `http://127.0.0.1:${port}`,
    agent: agent.key,
    role: "orchestrator",
    orchestrator: `0x${index.toString(16).padStart(40, "0")}`,
  });
}

function send(reply: ServerResponse, type: string, body: string): void {
  reply.writeHead(200, { "content-type": type, "content-length": Buffer.byteLength(body) });
  reply.end(body);
}
