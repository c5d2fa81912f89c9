import { env, exports } from "cloudflare:workers";
import { expect, it } from "vitest";
import { createApp } from "../../../workers/api/app.ts";
import { Problem } from "../../../schema/wire/problem.ts";
import { keptCopy } from "../../../workers/api/kept-copy.ts";

it("answers a storage failure with a problem that tells nothing, and logs one line that tells all", async () => {
  const lines: string[] = [];
  const app = createApp({ now: () => 0, log: (line) => void lines.push(line) });
  await env.DB.exec("DROP TABLE hours");
  const response = await app.request("/v1/hours", {}, env);
  expect(response.status).toBe(503);
  expect(response.headers.get("Cache-Control")).toBe("no-store");
  expect(Problem.parse(await response.json()).detail).not.toContain("hours");
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    event: "api.storage_failed",
    path: "/v1/hours",
  });
});

it("runs as the deployed Worker", async () => {
  const response = await exports.default.fetch("https://sla.test/healthz");
  expect(await response.json()).toEqual({ status: "ok" });
});

it("reads a kept copy again when its time is over, and never keeps nothing", async () => {
  const copy = keptCopy<number>(10);
  expect(await copy(0, async () => null)).toBeNull();
  expect(await copy(1, async () => 1)).toBe(1);
  expect(await copy(10, async () => 2)).toBe(1);
  expect(await copy(11, async () => 3)).toBe(3);
});
