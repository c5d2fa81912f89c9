import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { metricsIn } from "../agent/src/status/metrics-text.ts";
import { simHost } from "./agent-host.ts";
import { ingestPerSecond, pageTimes } from "./agent-load.ts";
import { packAgent } from "./agent-package.ts";
import { type AgentProcess, startAgent } from "./agent-process.ts";
import { agentStoreBench } from "./agent-store.ts";
import type { Effort } from "./effort.ts";
import { scrapeCpuMs, startNodeExporter } from "./node-exporter.ts";
import { judged, type Row, spreadOf } from "./row.ts";

const STREAMS = 10;

/** So long until every stream runs and was seen by all sources, in milliseconds; a watch is at least a minute, which seals. */
const SETTLE_MS = 20_000;
const WATCHES = 6;
const WATCH_MS = 11_000;

const MB = 1_000_000;

/** What an agent may use beside an orchestrator. */
const GOALS = { residentMb: { atMost: 120 }, cpuPercent: { atMost: 2 }, pageMs: { atMost: 250 } };

/** The agent as it is published, beside a simulated node with live streams, and Prometheus's node exporter beside it. */
export async function agentBench({ rounds, smoke }: Effort): Promise<Row[]> {
  const store = agentStoreBench({ rounds, smoke });
  if (smoke) return store;
  const program = packAgent();
  using _ = { [Symbol.dispose]: () => rmSync(program, { recursive: true }) };
  await using host = await simHost(STREAMS);
  await using agent = await startAgent(program, join(host.folder, "store"), host.flags);
  await using exporter = await startNodeExporter();
  await sleep(SETTLE_MS);
  const watched: Watched[] = [];
  for (let i = 0; i < WATCHES; i++) watched.push(await watch(agent));
  await seesAll(agent);
  const beside = `beside ${STREAMS} live streams`;
  const [memory, cpu] = [
    watched.map((each) => each.residentMb),
    watched.map((each) => each.cpuPercent),
  ];
  const pages = (await pageTimes(agent)).toSorted((a, b) => a - b);
  const p99 = pages[Math.floor(pages.length * 0.99)] ?? Number.NaN;
  const theirs = exporter && {
    residentMb: exporter.residentBytes() / MB,
    scrapeMs: await scrapeCpuMs(exporter),
  };
  const http = await ingestPerSecond(agent);
  const absent = "node exporter: apt-get install prometheus-node-exporter";
  return [
    judged(
      {
        part: "agent",
        what: `resident memory ${beside}, MB`,
        ours: `${spreadOf(memory).median.toFixed(0)} MB`,
        against: theirs ? `node exporter: ${theirs.residentMb.toFixed(0)} MB` : absent,
      },
      memory,
      GOALS.residentMb,
    ),
    judged(
      {
        part: "agent",
        what: `CPU ${beside}, % of one core`,
        ours: `${spreadOf(cpu).median.toFixed(2)} %`,
        against: theirs ? `node exporter: ${theirs.scrapeMs.toFixed(1)} ms per scrape` : absent,
      },
      cpu,
      GOALS.cpuPercent,
    ),
    judged(
      {
        part: "agent",
        what: `page of windows ${beside}, p99 of ${pages.length}, ms`,
        ours: `${p99.toFixed(1)} ms, median ${spreadOf(pages).median.toFixed(1)} ms`,
        against: "the scraper's 5 s",
      },
      [p99],
      GOALS.pageMs,
    ),
    ...store.map((row) => ({ ...row, note: `${Math.round(http)} a second over HTTP` })),
  ];
}

type Watched = Readonly<{ residentMb: number; cpuPercent: number }>;

/** The most memory and the mean CPU for some seconds. */
async function watch(agent: AgentProcess): Promise<Watched> {
  const [begun, cpuMs] = [performance.now(), agent.cpuMs()];
  let resident = 0;
  while (performance.now() - begun < WATCH_MS) {
    resident = Math.max(resident, agent.residentBytes());
    await sleep(500);
  }
  const cpuPercent = ((agent.cpuMs() - cpuMs) / (performance.now() - begun)) * 100;
  return { residentMb: resident / MB, cpuPercent };
}

/** @throws Error unless every stream is an open job, and every source is read: numbers of an idle agent say nothing */
async function seesAll({ url }: AgentProcess): Promise<void> {
  const metrics = metricsIn(await (await fetch(`${url}/metrics`)).text());
  const open = metrics["livepeer_sla_open_jobs"];
  if (open !== STREAMS) throw new Error(`the agent sees ${open} of ${STREAMS} streams`);
  for (const name of ["trickle", "node-log", "runner", "node-metrics", "gpu"])
    if (metrics[`livepeer_sla_collector_ok{collector="${name}"}`] !== 1)
      throw new Error(`the collector ${name} is not ok`);
}
