import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { metricsIn } from "../agent/src/status/metrics-text.ts";
import { packAgent } from "./agent-package.ts";
import { simHost } from "./agent-host.ts";
import { type AgentProcess, startAgent } from "./agent-process.ts";

const STREAMS = 10;
const STARTS = 3;

/** So long until every stream runs and was seen by all sources, and so long it is watched, in milliseconds. */
const SETTLE_MS = 20_000;
const WATCH_MS = 70_000;
const INGEST_MS = 5000;
const BATCH = 100;
const CONNECTIONS = 4;

const MB = 1_000_000;

/** What an agent may use beside an orchestrator, and what it has to give. */
const LIMITS = { residentMb: 120, cpuShare: 0.02, perSecond: 2000, startMs: 1500 };

/** The agent as it is published, beside a simulated node with live streams. @throws Error where it sees none of them */
export async function agentBench(): Promise<string[]> {
  const program = packAgent();
  using _ = { [Symbol.dispose]: () => rmSync(program, { recursive: true }) };
  await using host = await simHost(STREAMS);
  const starts: number[] = [];
  for (let i = 0; i < STARTS; i++) {
    await using agent = await startAgent(program, join(host.folder, `start-${i}`), []);
    starts.push(agent.startMs);
  }
  await using agent = await startAgent(program, join(host.folder, "store"), host.flags);
  await sleep(SETTLE_MS);
  const watched = await watch(agent);
  await seesAll(agent);
  const perSecond = await ingest(agent);
  const afterMb = agent.residentBytes() / MB;
  const startMs = starts.toSorted((a, b) => a - b)[Math.floor(STARTS / 2)] ?? Number.NaN;
  const { residentMb, cpuShare } = watched;
  return [
    `Beside a node with ${STREAMS} live streams, watched for ${WATCH_MS / 1000} s:`,
    "",
    verdict(
      residentMb <= LIMITS.residentMb,
      `${residentMb.toFixed(0)} MB resident at most`,
      `${LIMITS.residentMb} MB`,
    ),
    verdict(
      cpuShare <= LIMITS.cpuShare,
      `${(cpuShare * 100).toFixed(2)} % of one core`,
      `${LIMITS.cpuShare * 100} %`,
    ),
    verdict(
      perSecond >= LIMITS.perSecond,
      `${Math.round(perSecond)} observations committed per second over HTTP, ${BATCH} a request`,
      `at least ${LIMITS.perSecond}`,
    ),
    verdict(
      startMs <= LIMITS.startMs,
      `${Math.round(startMs)} ms from start to first answer, median of ${STARTS}`,
      `${LIMITS.startMs} ms`,
    ),
    `       ${afterMb.toFixed(0)} MB resident after that load`,
  ];
}

function verdict(holds: boolean, measured: string, limit: string): string {
  if (!holds) process.exitCode = 1;
  return `${holds ? "holds " : "BROKEN"} ${measured} (limit ${limit})`;
}

/** The most memory and the mean CPU while it seals at least one minute. */
async function watch(agent: AgentProcess): Promise<{ residentMb: number; cpuShare: number }> {
  const [begun, cpuMs] = [performance.now(), agent.cpuMs()];
  let resident = 0;
  while (performance.now() - begun < WATCH_MS) {
    resident = Math.max(resident, agent.residentBytes());
    await sleep(500);
  }
  const cpuShare = (agent.cpuMs() - cpuMs) / (performance.now() - begun);
  return { residentMb: resident / MB, cpuShare };
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

/** Posts samples of a job from several connections, and counts those that were answered as committed. */
async function ingest({ ingestUrl }: AgentProcess): Promise<number> {
  const begun = performance.now();
  let [named, committed] = [0, 0];
  const post = async (): Promise<void> => {
    while (performance.now() - begun < INGEST_MS) {
      const observations = Array.from({ length: BATCH }, () => ({
        kind: "sample",
        id: `bench:${(named += 1)}`,
        at: Date.now(),
        job: "bench",
        pipeline: "bench",
        model: "bench",
        fps: 20,
      }));
      const answer = await fetch(ingestUrl, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ observations }),
      });
      if (!answer.ok) throw new Error(`ingest answered ${answer.status}: ${await answer.text()}`);
      committed += ((await answer.json()) as { accepted: number }).accepted;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, post));
  return committed / ((performance.now() - begun) / 1000);
}
