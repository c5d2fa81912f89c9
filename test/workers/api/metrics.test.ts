import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { parseExposition } from "../../../agent/src/collectors/node-metrics/prometheus-text.ts";
import { createApp } from "../../../workers/api/app.ts";
import { addressOf, networkOf } from "../../support/network.ts";
import { NOW_MS } from "./ask.ts";
import { seedHour } from "./seed-hour.ts";
import { seedCohorts, seedNetwork } from "./seed-network.ts";

const ODD = 'live/with "quotes" and \\ and\nlines';

// 120 orchestrators, each with as many decided jobs as its number; the first is down, and nobody asked the second.
beforeAll(async () => {
  await seedHour({ hour: "2026-01-09T13:00:00Z" });
  const network = networkOf(
    Array.from({ length: 120 }, (_, n) => ({
      orchestrator: addressOf(n + 1),
      decided: n + 1,
      state: n === 118 ? "down" : n === 117 ? "unknown" : "up",
      low: [n / 2],
    })),
  );
  const members = [10, 20, 30, 40, 90].map((score, n) => ({
    orchestrator: addressOf(n + 1) as never,
    workflow: ODD,
    gpu: null,
    witness: "any" as const,
    values: { score, first_frame_ms: 500 * (n + 1) },
  }));
  await seedNetwork(network);
  await seedCohorts(members);
});

async function scrape(vars: object = {}): Promise<string> {
  const app = createApp({ now: () => NOW_MS, log: console.error });
  const response = await app.request("/metrics", {}, { ...env, ...vars });
  return new TextDecoder().decode(await response.arrayBuffer());
}

const NAMES = (text: string) =>
  new Set([...text.matchAll(/^# TYPE (\S+) gauge$/gm)].map(([, name]) => name ?? ""));
const samplesOf = (text: string, name: string) =>
  parseExposition(text, new Set([`livepeer_sla_${name}`])).samples;

it("is OpenMetrics: each family once and whole, each sample of its family and once, and an end", async () => {
  const text = await scrape();
  expect(text.endsWith("# EOF\n")).toBe(true);
  const { samples, malformed } = parseExposition(text, NAMES(text));
  expect(malformed).toEqual([]);
  const lines = text.split("\n").slice(0, -2);
  expect(samples).toHaveLength(lines.filter((line) => !line.startsWith("#")).length);
  const series = samples.map(({ name, labels }) => JSON.stringify([name, ...labels]));
  expect(new Set(series).size).toBe(series.length);
  // OpenMetrics 1.0: a family's lines stand together, its TYPE first, and no family comes twice.
  const families = lines.map((line) => /^(?:# (?:TYPE|HELP) )?(\w+)/.exec(line)?.[1]);
  const runs = families.filter((name, i) => name !== families[i - 1]);
  expect(new Set(runs).size).toBe(runs.length);
  expect(runs).toHaveLength(NAMES(text).size);
});

it("has series of the hundred busiest orchestrators, or of as many as the deployment says", async () => {
  const text = await scrape();
  const jobs = samplesOf(text, "orchestrator_decided_jobs");
  expect(jobs).toHaveLength(100);
  expect(Math.min(...jobs.map(({ value }) => value))).toBe(21);
  expect(samplesOf(text, "network_orchestrators_shown")[0]?.value).toBe(100);
  const few = await scrape({ METRICS_ORCHESTRATORS: "2" });
  const shown = samplesOf(few, "orchestrator_decided_jobs");
  expect(shown.map(({ labels, value }) => [labels.get("orchestrator"), value])).toEqual([
    [addressOf(120), 120],
    [addressOf(119), 119],
  ]);
  expect(few.length).toBeLessThan(text.length / 5);
});

it("says what the network document says of each, and leaves out what is not known", async () => {
  const text = await scrape();
  const of = (name: string, n: number) =>
    samplesOf(text, name).find(({ labels }) => labels.get("orchestrator") === addressOf(n))?.value;
  expect(of("orchestrator_score_low", 120)).toBe(59.5);
  expect([120, 119, 118].map((n) => of("orchestrator_up", n))).toEqual([1, 0, undefined]);
  expect(of("orchestrator_idle_slot_seconds", 120)).toBe(0.003);
  const states = samplesOf(text, "network_orchestrators");
  expect(states.map(({ labels, value }) => [labels.get("state"), value])).toEqual([
    ["up", 118],
    ["down", 1],
    ["unknown", 1],
  ]);
});

it("says the medians of a workflow, whatever is in its name", async () => {
  const text = await scrape();
  const [score] = samplesOf(text, "workflow_score_median");
  expect([score?.labels.get("workflow"), score?.value]).toEqual([ODD, 30]);
  expect(samplesOf(text, "workflow_first_frame_median_seconds")[0]?.value).toBe(1.5);
  expect(samplesOf(text, "workflow_output_fps_median")).toEqual([]);
});
