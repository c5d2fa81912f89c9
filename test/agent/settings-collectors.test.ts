import { expect, it } from "vitest";
import { collectorsOf } from "../../agent/src/settings/collectors.ts";
import { resolveSettings } from "../../agent/src/settings/resolve.ts";
import { RunnerUrls, runnerAddressOf } from "../../agent/src/settings/runner-url.ts";
import { newShared } from "../../agent/src/settings/shared.ts";
import type { Role } from "../../schema/wire/workflow.ts";

const NO_INPUT = { stdin: (async function* () {})() };

const names = (role: Role, flags: Record<string, string> = {}) =>
  collectorsOf(
    resolveSettings({ flags, env: {}, file: null, home: "/" }).settings,
    role,
    { salt: "s", since: null },
    NO_INPUT,
  ).map(({ name }) => name);

it.each([
  ["orchestrator", {}, ["runner", "node-metrics", "gpu"]],
  ["gateway", {}, ["gateway"]],
  ["orchestrator", { node_log: "/l" }, ["trickle", "node-log", "runner", "node-metrics", "gpu"]],
  [
    "orchestrator",
    { node_log: "/l", trickle_url: "off" },
    ["node-log", "runner", "node-metrics", "gpu"],
  ],
  ["orchestrator", { trickle_url: "https://127.0.0.1:1" }, ["runner", "node-metrics", "gpu"]],
  ["orchestrator", { runner_urls: "off", gpu_command: "off", node_metrics_url: "off" }, []],
  ["orchestrator", { runner_urls: "off", docker_socket: "/s" }, ["runner", "node-metrics", "gpu"]],
  ["orchestrator", { events: "-" }, ["runner", "node-metrics", "gpu", "events"]],
  ["gateway", { events: "/e", gateway_status_url: "off" }, ["events"]],
  ["gateway", { gpu_command: "nvidia-smi" }, ["gpu", "gateway"]],
] as const)(
  "runs beside a node of role %s, with %j, the collectors %j",
  (role, flags, expected) => {
    expect(names(role, flags)).toEqual(expected);
  },
);

it("names jobs the same after a restart, and otherwise with another key", () => {
  const jobOf = (salt: string) =>
    newShared({ salt, since: null }, NO_INPUT).sessions.jobOf("6fa05caf");
  expect(jobOf("a")).toBe(jobOf("a"));
  expect(jobOf("a")).not.toBe(jobOf("b"));
});

it("knows of an idle slot what the runners say, and nothing where there are none", () => {
  const { runners, idleSlot } = newShared({ salt: "s", since: null }, NO_INPUT);
  const runner = (health: "IDLE" | "OK" | "LOADING") => ({
    pipeline: "p",
    model: "m",
    health,
    gpus: [],
  });
  expect(idleSlot("p", "m")).toBeNull();
  runners.note([runner("OK"), runner("LOADING")]);
  expect([idleSlot("p", "m"), idleSlot("p", "other")]).toEqual([false, null]);
  runners.note([runner("OK"), runner("IDLE")]);
  expect(idleSlot("p", "m")).toBe(true);
});

it.each([
  ["http://127.0.0.1:8900", [{ url: "http://127.0.0.1:8900" }]],
  [
    "http://172.17.0.2:8000/ same-clock  status=http://172.17.0.2:8888/, http://b:1",
    [
      {
        url: "http://172.17.0.2:8000",
        statusUrl: "http://172.17.0.2:8888",
        sameClock: true,
      },
      { url: "http://b:1" },
    ],
  ],
  ["http://a:1 status=http://a:2", [{ url: "http://a:1", statusUrl: "http://a:2" }]],
  ["http://a:1 same-clock", [{ url: "http://a:1", sameClock: true }]],
] as const)("reads the runners %j", (text, runners) => {
  const words = RunnerUrls.parse(text);
  expect(words.map(runnerAddressOf)).toEqual(runners);
  expect(RunnerUrls.parse(words)).toEqual(words);
});

it.each([
  "",
  "status=http://a:2",
  "http://a:1 status=a:2",
  "http://a:1 status=http://a:2 status=http://a:3",
  "http://a:1 same-clock same-clock",
  "http://a:1 sameclock",
  "ftp://a:1",
])("takes %j for no runners", (text) => {
  expect(RunnerUrls.safeParse(text).success).toBe(false);
});

it("lets runners ask what the agent has open, and hear of starts", () => {
  const seen: string[] = [];
  const shared = newShared(
    { salt: "s", since: null },
    { ...NO_INPUT, isOpen: (job) => job === "known", onStartup: ({ model }) => seen.push(model) },
  );
  expect([shared.isOpen?.("known"), shared.isOpen?.("other")]).toEqual([true, false]);
  shared.onStartup?.({ pipeline: "p", model: "m", ms: 1 });
  expect(seen).toEqual(["m"]);
});
