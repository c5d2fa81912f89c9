import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Status } from "../schema/wire/api/status.ts";
import { freePort } from "./free-port.ts";
import { childrenOf } from "./process-cpu.ts";
import { type SoakReading, soakVerdict } from "./soak-verdict.ts";

const MB = 1_000_000;
const READS_A_MINUTE = 20;

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    fleet: { type: "string", default: "300" },
  },
});

/** A simulated network for so long, read once a minute: memory and latency have to stay flat, and no slot may lag. */
async function soak(fleet: number, minutes: number): Promise<void> {
  const [state, port] = [mkdtempSync(join(tmpdir(), "soak-")), await freePort()];
  const start = fileURLToPath(new URL("../test/sim/start.ts", import.meta.url));
  const args = ["--fleet", String(fleet), "--state", state, "--port", String(port)];
  const child = spawn(process.execPath, [start, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const began = performance.now();
  for await (const line of createInterface(child.stdout)) if (line.startsWith("ready:")) break;
  child.stdout.resume();
  console.log(`ready after ${Math.round((performance.now() - began) / 1000)} s with ${fleet}`);
  const readings: SoakReading[] = [];
  for (let minute = 1; minute <= minutes; minute++) {
    await sleep(60_000);
    const reading = await readOf(`http://127.0.0.1:${port}`, minute, child.pid ?? 0);
    readings.push(reading);
    const { workerdMb, p99Ms, lagSlots, coveragePpm } = reading;
    console.log(
      `minute ${minute}: workerd ${workerdMb.toFixed(0)} MB, p99 ${p99Ms.toFixed(0)} ms, lag ${lagSlots} slots, coverage ${(coveragePpm ?? 0) / 10_000} %`,
    );
  }
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
  rmSync(state, { recursive: true, force: true });
  const faults = soakVerdict(readings);
  console.log(faults.length === 0 ? "flat" : faults.join("\n"));
  process.exitCode = faults.length === 0 ? 0 : 1;
}

async function readOf(url: string, minute: number, parent: number): Promise<SoakReading> {
  const times: number[] = [];
  for (let i = 0; i < READS_A_MINUTE; i++) {
    const begun = performance.now();
    const reply = await fetch(`${url}/v1/gateway/orchestrators?limit=${100 + i}`);
    await reply.arrayBuffer();
    times.push(performance.now() - begun);
  }
  const status = Status.parse(await (await fetch(`${url}/v1/status`)).json());
  return {
    minute,
    workerdMb: childrenOf(parent, "workerd").reduce((sum, pid) => sum + residentBytes(pid), 0) / MB,
    p99Ms: Math.max(...times),
    lagSlots: status.lag_slots,
    coveragePpm: status.coverage.ppm,
  };
}

const residentBytes = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024;

await soak(Number(values.fleet), Number(values.minutes));
process.exit();
