import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { encodeAccounts } from "../schema/sla/publish/kept-accounts.ts";
import type { CloseCost } from "./sla-close.ts";
import { cpuSeconds } from "./sla-cpu.ts";
import { factsOf, HOUR, HOURS, networkOf } from "./sla-network.ts";

/** Below the 128 MB of an invocation; without a limit Node's heap grows as it likes and says nothing. */
const WORKER_HEAP = ["--max-old-space-size=110", "--max-semi-space-size=2"];

/** Closings of one network, one after the other. */
export type Closing = Readonly<{
  orchestrators: number;
  costs: CloseCost[];
  bytes: number;
  accountSeconds: number;
  /** Once more, within the memory that an invocation of a Worker has. */
  limited: CloseCost;
}>;

/** Accounts of a network are written once; each closing has a process of its own. */
export function closing(orchestrators: number, rounds: number): Closing {
  const root = mkdtempSync(join(tmpdir(), "sla-bench-"));
  try {
    const network = networkOf(orchestrators);
    let bytes = 0;
    let accountSeconds = 0;
    for (const hour of HOURS) {
      const folder = join(root, "work/v1", hour.replaceAll(":", "_"), "accounts");
      mkdirSync(folder, { recursive: true });
      for (let shard = 0; shard < network.shards; shard++) {
        const facts = factsOf(network, shard, hour);
        let text = "";
        const seconds = cpuSeconds(() => void (text = encodeAccounts(facts)));
        if (hour === HOUR) accountSeconds += seconds;
        bytes += text.length;
        writeFileSync(join(folder, `${shard}.ndjson`), text);
      }
    }
    const costs = Array.from({ length: rounds }, () => {
      rmSync(join(root, "run"), { recursive: true, force: true });
      return close(root, network.shards);
    });
    rmSync(join(root, "run"), { recursive: true, force: true });
    const limited = close(root, network.shards, WORKER_HEAP);
    return { orchestrators, costs, bytes, accountSeconds, limited };
  } finally {
    rmSync(root, { recursive: true });
  }
}

function close(root: string, shards: number, flags: readonly string[] = []): CloseCost {
  const script = fileURLToPath(new URL("sla-close.ts", import.meta.url));
  const said = execFileSync(process.execPath, [...flags, script, root, String(shards)]);
  return JSON.parse(said.toString()) as CloseCost;
}
