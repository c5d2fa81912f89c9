import { chmodSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { Check } from "../../agent/src/doctor/check.ts";
import { listen } from "../../agent/src/http/listen.ts";
import { simCliPort } from "../sim/node/cli-port.ts";
import { runMain } from "./support/run-main.ts";
import { MINUTE, recipient, START, temporaryFolder, testAgent } from "./support/test-agent.ts";

/** Nothing is looked for but what the test sets: this machine may have a node of its own. */
const ALL_OFF =
  "--trickle-url off --runner-urls off --node-metrics-url off --gpu-command off --port 1".split(
    " ",
  );

async function doctor(...flags: readonly string[]) {
  const home = temporaryFolder();
  const who = ["--role", "orchestrator", "--orchestrator", recipient(1)];
  const ran = await runMain(["doctor", "--json", ...who, ...ALL_OFF, ...flags], { home, fetch });
  const checks: Check[] = JSON.parse(ran.out);
  return { exit: ran.exit, of: (name: string) => checks.find((check) => check.name === name) };
}

it("ends with 0 where nothing is there and nobody asked for anything, and says what to do", async () => {
  const { exit, of } = await doctor();
  expect(exit).toBe(0);
  expect(of("store")).toMatchObject({ status: "absent", todo: "`start` makes it" });
  expect(of("agent")).toMatchObject({ status: "absent" });
  expect(of("gpu")).toMatchObject({ status: "ok", found: "switched off" });
  expect(of("node-log")).toMatchObject({
    status: "absent",
    todo: expect.stringContaining("set node_log"),
  });
  expect(of("reachability")).toMatchObject({
    status: "absent",
    todo: expect.stringContaining("share"),
  });
});

it("finds a node's CLI port, asks it for /metrics alone, and names what is set and not there", async () => {
  const slots = () => [{ pipeline: "live-video-to-video", model: "m", inUse: 1, idle: 2 }];
  await using node = await simCliPort({ slots });
  const found = await doctor("--node-metrics-url", node.url);
  expect([found.exit, found.of("node-metrics")]).toMatchObject([
    0,
    { status: "ok", found: expect.stringMatching(/^it answers, \d+ facts/) },
  ]);
  expect(new Set(node.asked.map(({ method, path }) => `${method} ${path}`))).toEqual(
    new Set(["GET /metrics"]),
  );
  const missing = await doctor(
    "--node-metrics-url",
    "http://127.0.0.1:1",
    "--gpu-command",
    "/nowhere/nvidia-smi",
    "--node-log",
    "/nowhere/livepeer.log",
  );
  expect(missing.exit).toBe(1);
  for (const name of ["node-metrics", "gpu", "node-log"])
    expect(missing.of(name)).toMatchObject({ status: "broken", todo: expect.any(String) });
  expect(missing.of("node-metrics")?.found).toContain("node_metrics_url is set");
});

it("ends with 1 for a URL at which strangers reach nothing", async () => {
  const { exit, of } = await doctor("--public-url", "https://203.0.113.7:9480");
  expect([exit, of("reachability")]).toMatchObject([
    1,
    {
      status: "broken",
      found: "ip_literal: https://203.0.113.7:9480: an IP address",
    },
  ]);
});

it("ends with 1 for settings that are wrong, and says where they are", async () => {
  const { exit, of } = await doctor("--region", "Frankfurt");
  expect([exit, of("settings")]).toMatchObject([
    1,
    { status: "broken", found: expect.stringContaining("from the flag --region") },
  ]);
});

it("ends with 1 for a key that others may read", async () => {
  const test = testAgent({ role: "orchestrator", orchestrator: recipient(1) as never });
  const key = join(test.store, "key.pem");
  chmodSync(key, 0o644);
  const { exit, of } = await doctor("--store", test.store);
  expect([exit, of("store")]).toMatchObject([1, { status: "broken", todo: `chmod 600 ${key}` }]);
});

it("believes the running agent about its sources, and tries none itself", async () => {
  const collectors = [
    { name: "gpu", status: "failing", reason: "driver" },
    { name: "runner", status: "ok", reason: null },
  ] as const;
  const who = { role: "orchestrator", orchestrator: recipient(1) as never } as const;
  const test = testAgent({ ...who, collectors: () => collectors });
  test.agent().seal();
  test.live(2);
  const { url, close } = await listen(test.agent().fetch, { host: "127.0.0.1", port: 0 });
  onTestFinished(close);
  const args = ["doctor", "--json", "--store", test.store, "--port", new URL(url).port];
  const now = () => START + 2 * MINUTE;
  const { exit, out } = await runMain([...args, "--gpu-command", "nvidia-smi"], { fetch, now });
  expect([exit, JSON.parse(out)]).toMatchObject([
    1,
    expect.arrayContaining([
      expect.objectContaining({ name: "agent", status: "ok" }),
      expect.objectContaining({
        name: "gpu",
        status: "broken",
        found: "failing: driver (gpu_command is set)",
      }),
      expect.objectContaining({ name: "runner", status: "ok", found: "it answers" }),
    ]),
  ]);
});

it("speaks to people in lines, each with what to do", async () => {
  const { out } = await runMain(
    ["doctor", "--role", "gateway", "--gateway-status-url", "off", "--port", "1"],
    {
      home: temporaryFolder(),
      fetch,
    },
  );
  expect(out).toMatch(/^✓ role {11}gateway$/m);
  expect(out).toMatch(/^- agent {10}none runs at http:\/\/127\.0\.0\.1:1\n {17}→ `start` it$/m);
});
