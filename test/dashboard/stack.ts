import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createTestHarness } from "wrangler";
import { OrchestratorsPage } from "../../schema/wire/api/orchestrators.ts";
import type { Window } from "../../schema/wire/window.ts";
import { signedChain, testAgent, windowsPage } from "../support/windows.ts";
import { GATEWAY, gatewayWindow, NETWORK, orchestratorWindow } from "./seeded-windows.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";

/** The all-in-one Worker with the dashboard, on a port of this machine. */
export type Stack = Readonly<{
  url: string;
  close: () => Promise<void>;
}>;

const harnessOf = () =>
  createTestHarness({
    workers: [
      {
        configPath: "wrangler.toml",
        env: "",
        vars: {
          PRESET: "paid",
          SLOT_SECONDS: "60",
          ALLOW_LOOPBACK: "true",
          OPERATOR_TOKEN: TOKEN,
          EMBED_SITES: "http://127.0.0.1:* https://explorer.example",
        },
      },
    ],
  });
type Harness = ReturnType<typeof harnessOf>;
const workerOf = (harness: Harness) => harness.getWorker("livepeer-sla");

/** A deployment on its first day: no agent, no hour. */
export async function emptyStack(): Promise<Stack> {
  const harness = harnessOf();
  const { url } = await harness.listen();
  await workerOf(harness).applyD1Migrations("DB");
  return stackOf(url, [], harness);
}

/** A deployment that has scraped and published what the agents of `NETWORK` and their gateway signed. */
export async function seededStack(): Promise<Stack> {
  const harness = harnessOf();
  const { url } = await harness.listen();
  await workerOf(harness).applyD1Migrations("DB");
  const start = Math.floor(Date.now() / 60_000) * 60_000 - 180_000;
  const servers: Server[] = [];
  const serve = async (window: Partial<Window>, row: object) => {
    const agent = await testAgent();
    const windows = await signedChain(agent, 1, { ...window, start });
    const server = createServer((_, response) =>
      response
        .setHeader("content-type", "application/json")
        .end(JSON.stringify(windowsPage(windows))),
    );
    servers.push(server);
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${port}`, agent: agent.key, ...row };
  };
  const rows = await Promise.all([
    serve(gatewayWindow(start), { role: "gateway", gateway: GATEWAY }),
    ...NETWORK.map((each, index) =>
      serve(orchestratorWindow(each, index, start), {
        role: "orchestrator",
        orchestrator: each.address,
        region: each.region,
        service_uri: `https://${each.region}-${index}.example:8935`,
      }),
    ),
  ]);
  const reply = await workerOf(harness).fetch("/admin/targets", {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify(rows),
  });
  if (!reply.ok) throw new Error(`targets: ${reply.status} ${await reply.text()}`);
  const stack = stackOf(url, servers, harness);
  try {
    await published(harness, url.href);
  } catch (error) {
    await stack.close();
    throw error;
  }
  return stack;
}

const MOST_TURNS = 60;

/** Ticks until every orchestrator has a score. The API keeps what it answered, so it is asked something else each time. */
async function published(harness: Harness, url: string): Promise<void> {
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    await workerOf(harness).scheduled({ cron: "* * * * *", scheduledTime: new Date() });
    const reply = await fetch(`${url}v1/orchestrators?limit=${500 - turn}`);
    if (
      reply.ok &&
      OrchestratorsPage.parse(await reply.json()).orchestrators.length === NETWORK.length
    ) {
      // What is published after the scores may be left for the next run.
      await workerOf(harness).scheduled({ cron: "* * * * *", scheduledTime: new Date() });
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  const status = await (await fetch(`${url}v1/status`)).text();
  throw new Error(`the seeded hour was not published: ${status}`);
}

const stackOf = (url: URL, servers: readonly Server[], harness: Harness): Stack => ({
  url: url.origin,
  close: async () => {
    for (const server of servers) server.close();
    await harness.close();
  },
});
