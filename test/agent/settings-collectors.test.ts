import { expect, it } from "vitest";
import { collectorsOf } from "../../agent/src/settings/collectors.ts";
import { resolveSettings } from "../../agent/src/settings/resolve.ts";
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
