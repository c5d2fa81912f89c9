import { expect, it, onTestFinished } from "vitest";
import { listen } from "../../agent/src/http/listen.ts";
import { metricsIn } from "../../agent/src/status/metrics-text.ts";
import { Observation } from "../../schema/wire/observation.ts";
import { pseudonymise } from "../../agent/src/collectors/pseudonymise.ts";
import type { CollectorHealth } from "../../schema/wire/window.ts";
import { runMain } from "./support/run-main.ts";
import { recipient, START, testAgent } from "./support/test-agent.ts";

async function running(collectors: readonly CollectorHealth[] = []) {
  const who = { role: "orchestrator", orchestrator: recipient(1) as never } as const;
  const test = testAgent({ ...who, collectors: () => collectors });
  const { url, close } = await listen(test.agent().fetch, { host: "127.0.0.1", port: 0 });
  onTestFinished(close);
  const status = (...flags: readonly string[]) =>
    runMain(["status", url, ...flags], { fetch, now: () => test.clock.ms });
  return { test, url, status };
}

it("shows a running agent, its sources and its jobs", async () => {
  const { test, url, status } = await running([
    { name: "gpu", status: "absent", reason: "nvidia-smi is not installed" },
    { name: "runner", status: "ok", reason: null },
  ]);
  const about = { job: "j", request: "r", pipeline: "text-to-image", model: "m" };
  const started = Observation.parse({ ...about, kind: "job_started", id: "1", at: START });
  test.agent().accept([pseudonymise(started)]);
  test.clock.ms += 70_000;
  test.agent().seal();
  const { exit, out } = await status();
  expect(exit).toBe(0);
  expect(out).toContain(test.agent().identity().agent);
  expect(out).toContain(`orchestrator  ${recipient(1)}  no region  at ${url}`);
  expect(out).toContain("windows  1 kept");
  expect(out).toContain("1 accepted");
  expect(out).toContain("last sealed minute  2026-01-09T13:50Z, ended 10 s ago");
  expect(out).toMatch(/^ {2}- gpu +absent +nvidia-smi is not installed$/m);
  expect(out).toMatch(/^ {2}✓ runner +ok$/m);
  expect(out).toMatch(/^ {2}[0-9a-f]{8} {2}text-to-image\/m {2}no frames {2}goes on$/m);
  const json = JSON.parse((await status("--json")).out);
  expect(json).toMatchObject({ healthy: true, window: { start: START, jobs: [{ model: "m" }] } });
});

it("ends with 1 where a source fails, and where sealing is behind", async () => {
  const { test, status } = await running([{ name: "gpu", status: "failing", reason: "driver" }]);
  test.agent().seal();
  expect((await status()).exit).toBe(0);
  test.live(2);
  expect((await status()).exit).toBe(1);
  const { test: behind, status: ofBehind } = await running();
  behind.agent().seal();
  behind.clock.ms += 600_000;
  expect(await ofBehind()).toMatchObject({ exit: 1, out: expect.stringContaining("BEHIND") });
});

it("ends with 2 where nothing answers, or no agent", async () => {
  const gone = await listen(() => new Response(), { host: "127.0.0.1", port: 0 });
  await gone.close();
  const nothing = await runMain(["status", gone.url], { fetch });
  expect([nothing.exit, nothing.err]).toEqual([2, `no agent answers at ${gone.url}: ECONNREFUSED`]);
  const { url, close } = await listen(() => new Response("[]"), { host: "127.0.0.1", port: 0 });
  onTestFinished(close);
  const other = await runMain(["status", url], { fetch });
  expect([other.exit, other.err]).toEqual([2, `what answers at ${url} is not an agent`]);
});

it("watches until it is stopped, clearing a terminal only", async () => {
  const { test, url } = await running();
  test.agent().seal();
  const stop = new AbortController();
  const lines: string[] = [];
  const { exit } = await runMain(["status", url, "--watch", "1"], {
    fetch,
    now: () => test.clock.ms,
    isTerminal: true,
    stop: stop.signal,
    out: (line) => {
      if (lines.push(line) === 2) stop.abort();
    },
  });
  expect([exit, lines.length]).toEqual([0, 2]);
  expect(lines.every((line) => line.startsWith("\x1b[H\x1b[2J"))).toBe(true);
});

it("reads its own samples out of an OpenMetrics text, and nothing else", () => {
  const text = [
    "# TYPE livepeer_sla_windows_kept gauge",
    "livepeer_sla_windows_kept 3",
    'livepeer_sla_observations_total{result="late"} 2 1767966600.000',
    "process_cpu_seconds_total 1",
    "livepeer_sla_broken NaN",
    "# EOF",
  ].join("\n");
  expect(metricsIn(text)).toEqual({
    livepeer_sla_windows_kept: 3,
    'livepeer_sla_observations_total{result="late"}': 2,
  });
});
