import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { listen } from "../../agent/src/http/listen.ts";
import { reach } from "../../agent/src/reach/reach.ts";
import { AgentKey } from "../../schema/wire/identifier.ts";
import { SELF_SIGNED } from "./support/self-signed.ts";
import { testAgent } from "./support/test-agent.ts";

const near = (url: string, agent: AgentKey | null = null) =>
  reach(url, { fetch, agent, allowLoopback: true });
const far = (url: string) => reach(url, { fetch, agent: null });

async function serving(
  server: ReturnType<typeof createServer> | ReturnType<typeof createTlsServer>,
): Promise<number> {
  server.listen(0, "localhost");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

it("reaches an agent, and knows one from another", async () => {
  const agent = testAgent().agent();
  const { url, close } = await listen(agent.fetch, { host: "127.0.0.1", port: 0 });
  onTestFinished(close);
  const identity = agent.identity();
  expect(await near(url, identity.agent)).toEqual({ reached: true, identity });
  const other = AgentKey.parse(`ed25519:${"x".repeat(43)}`);
  expect(await near(url, other)).toMatchObject({ reached: false, fault: "another_agent" });
});

it.each([
  ["https://203.0.113.7:9480", "ip_literal"],
  ["http://2130706433", "ip_literal"],
  ["http://[::1]:9480", "ip_literal"],
  ["http://localhost:9480", "local_name"],
  ["https://node.local", "local_name"],
  ["http://node:9480", "local_name"],
  ["ftp://sla.example.org", "bad_url"],
  ["https://sla.example.org/agent", "bad_url"],
  // RFC 6761: .invalid names never exist.
  ["https://sla.example.invalid", "dns"],
])("does not reach %s, as a Worker would not: %s", async (url, fault) => {
  expect(await far(url)).toMatchObject({ reached: false, fault });
});

it("takes no certificate that is not trusted", async () => {
  const port = await serving(createTlsServer(SELF_SIGNED, (_, response) => response.end("{}")));
  expect(await near(`https://localhost:${port}`)).toMatchObject({ reached: false, fault: "tls" });
});

it("tells a closed port, a server that is no agent, and a redirect", async () => {
  const other = createServer((_, response) => response.end("<h1>Hi</h1>"));
  const port = await serving(other);
  expect(await near(`http://localhost:${port}`)).toMatchObject({ fault: "not_an_agent" });
  const redirect = await serving(
    createServer((_, response) => response.writeHead(302, { location: "/elsewhere" }).end()),
  );
  expect(await near(`http://localhost:${redirect}`)).toMatchObject({
    fault: "not_an_agent",
    detail: expect.stringContaining("302"),
  });
  const closed = createServer();
  const free = await serving(closed);
  closed.close();
  expect(await near(`http://localhost:${free}`)).toMatchObject({ fault: "port" });
});

it("tells a host that does not answer in time", async () => {
  const port = await serving(createServer(() => {}));
  expect(await near(`http://localhost:${port}`)).toMatchObject({ fault: "timeout" });
});
