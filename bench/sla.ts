import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { encodeFacts } from "../schema/sla/publish/facts-codec.ts";
import type { CloseCost } from "./sla-close.ts";
import { factsOf, HOURS, networkOf } from "./sla-network.ts";

const NETWORKS = [1_000, 10_000];

/** Closes one hour of networks of two sizes, each in a process of its own, from the facts that refreshing has kept. */
export async function slaBench(): Promise<string[]> {
  return NETWORKS.flatMap((orchestrators) => linesOf(orchestrators, closing(orchestrators)));
}

function closing(orchestrators: number): CloseCost & { megabytes: number } {
  const root = mkdtempSync(join(tmpdir(), "sla-bench-"));
  try {
    const network = networkOf(orchestrators);
    let bytes = 0;
    for (const hour of HOURS) {
      const folder = join(root, "work/v1", hour.replaceAll(":", "_"), "facts");
      mkdirSync(folder, { recursive: true });
      for (let shard = 0; shard < network.shards; shard++) {
        const text = encodeFacts(factsOf(network, shard, hour));
        bytes += text.length;
        writeFileSync(join(folder, `${shard}.ndjson`), text);
      }
    }
    const script = fileURLToPath(new URL("sla-close.ts", import.meta.url));
    const flags = (process.env.SLA_BENCH_FLAGS ?? "").split(" ").filter((flag) => flag !== "");
    const said = execFileSync(process.execPath, [...flags, script, root, String(network.shards)], {
      encoding: "utf8",
    });
    return { ...(JSON.parse(said) as CloseCost), megabytes: bytes / 1e6 };
  } finally {
    rmSync(root, { recursive: true });
  }
}

function linesOf(orchestrators: number, cost: ReturnType<typeof closing>): string[] {
  const { stages, runs, peakBytes, jobs, packs, megabytes } = cost;
  const total = Object.values(stages).reduce((sum, { cpuMs }) => sum + cpuMs, 0);
  const seconds = (ms: number) => (ms / 1000).toFixed(2).padStart(6);
  return [
    `${orchestrators} orchestrators, ${jobs} jobs seen by both sides, facts of two hours ${megabytes.toFixed(0)} MB: ` +
      `${seconds(total)} s of CPU in ${runs} runs, peak ${Math.round(peakBytes / 1e6)} MB, ${packs} documents`,
    ...Object.entries(stages).map(
      ([stage, { steps, cpuMs, largest }]) =>
        `${seconds(cpuMs)} s  ${stage.padEnd(9)} ${String(steps).padStart(4)} steps; the largest ` +
        `${largest.cpuMs.toFixed(0)} ms, ${largest.operations} operations, heap ${Math.round(largest.heapBytes / 1e6)} MB`,
    ),
  ];
}
