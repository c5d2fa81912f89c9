import { existsSync, readFileSync } from "node:fs";
import { getHeapStatistics } from "node:v8";
import type { D1Database } from "@cloudflare/workers-types";
import { openMeter } from "../workers/sla-cron/meter.ts";
import { REQUEST_LIMITS } from "../workers/sla-cron/publication-limits.ts";

/** What one invocation took. */
export type Taken = Readonly<{
  /** Of the process, without what stands for R2. */
  cpuMs: number;
  /** Most that was in use when storage was asked, in the heap and outside of it; what could be collected is in it, where that is not much. */
  memoryBytes: number;
  /** Of D1, as the Worker's own meter counts them. */
  statements: number;
  /** Of D1 and R2: a batch is one. */
  requests: number;
}>;

/** Measures invocations of this process, one after the other. */
export function openGauge() {
  let [memoryBytes, requests, storageMs] = [0, 0, 0];
  const answered = () => {
    memoryBytes = Math.max(memoryBytes, usedBytes());
    requests += 1;
  };
  return {
    /** To be told of each answer of D1. */
    answered,
    /** Does a request to the archive: the disk's CPU is not the Worker's. */
    request<T>(work: () => T): T {
      const before = process.threadCpuUsage();
      const done = work();
      answered();
      storageMs += msOf(process.threadCpuUsage(before));
      return done;
    },
    /** Begins one, with a binding whose statements are counted. */
    invocation(database: D1Database): Readonly<{ binding: D1Database; taken: () => Taken }> {
      [memoryBytes, requests, storageMs] = [0, 0, 0];
      const meter = openMeter(REQUEST_LIMITS.paid);
      const before = process.cpuUsage();
      const taken = () => {
        const cpuMs = msOf(process.cpuUsage(before)) - storageMs;
        return { cpuMs, memoryBytes, statements: meter.asked(), requests };
      };
      return { binding: meter.database(database), taken };
    },
  };
}

/** From so much on, what can be collected is, before it is counted. */
const MUCH_BYTES = 100e6;

function usedBytes(): number {
  const bytes = heapBytes();
  if (bytes < MUCH_BYTES || globalThis.gc === undefined) return bytes;
  globalThis.gc();
  return heapBytes();
}

function heapBytes(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
}

/**
 * The most memory that this program has had. On Linux from /proc: `maxRSS` is also of the process that it was forked from,
 * where that had more.
 */
export function peakBytes(): number {
  const status = existsSync(STATUS) ? readFileSync(STATUS, "utf8") : "";
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
  return Number(kilobytes ?? process.resourceUsage().maxRSS) * 1024;
}

const STATUS = "/proc/self/status";

const msOf = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1000;
