import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packAgent } from "./agent-package.ts";
import { startAgent } from "./agent-process.ts";
import type { Effort } from "./effort.ts";
import { judged, type Row, spreadOf } from "./row.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const KB = 1000;

type Packed = Readonly<{ size: number; unpackedSize: number }>;
type Locked = Readonly<{ dependencies?: Record<string, string> }>;

/** What `npx livepeer-sla-agent` brings, and how soon it answers, beside prom-client and a bare Node. */
export async function packageBench({ rounds }: Effort): Promise<Row[]> {
  const program = packAgent();
  using _ = { [Symbol.dispose]: () => rmSync(program, { recursive: true }) };
  const [ours, theirs] = [packed("agent"), packed("node_modules/prom-client")];
  const part = "package";
  const dependencies = judged(
    {
      part,
      what: "installed packages, all the way down",
      ours: String(installed("agent")),
      against: `prom-client: ${installed("node_modules/prom-client")}`,
    },
    [installed("agent")],
    { atMost: 20 },
  );
  const size = judged(
    {
      part,
      what: "packed size, kB",
      ours: `${(ours.size / KB).toFixed(0)} kB, ${(ours.unpackedSize / KB).toFixed(0)} kB unpacked`,
      against: `prom-client: ${(theirs.size / KB).toFixed(0)} kB, ${(theirs.unpackedSize / KB).toFixed(0)} kB unpacked`,
    },
    [ours.size / KB],
    { atMost: 300 },
  );
  return [size, dependencies, await startRow(program, rounds)];
}

async function startRow(program: string, rounds: number): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), "bench-start-"));
  const [starts, bare]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now();
    execFileSync(process.execPath, ["-e", "0"]);
    bare.push(performance.now() - begun);
    await using agent = await startAgent(program, join(folder, `store-${round}`), []);
    starts.push(agent.startMs);
  }
  rmSync(folder, { recursive: true, force: true });
  const row = {
    part: "package",
    what: "seconds from start to first answer, over bare Node",
    ours: `${spreadOf(starts).median.toFixed(0)} ms`,
    against: `node -e 0: ${spreadOf(bare).median.toFixed(0)} ms`,
  };
  const over = starts.map((start, i) => (start - (bare[i] ?? 0)) / 1000);
  return judged(row, over, { atMost: 1 });
}

function packed(folder: string): Packed {
  const args = ["pack", "--dry-run", "--json", "--ignore-scripts", "--loglevel=silent"];
  const said = execFileSync("npm", args, { cwd: join(ROOT, folder), encoding: "utf8" });
  const list: unknown = JSON.parse(said);
  const [first] = (Array.isArray(list) ? list : Object.values(list as object)) as Packed[];
  if (!first) throw new Error(`npm pack of ${folder} said nothing`);
  return first;
}

/** How many packages an install brings with this one, by the lock file, itself left out. */
function installed(path: string): number {
  const text = readFileSync(join(ROOT, "package-lock.json"), "utf8");
  const locked = (JSON.parse(text) as { packages: Record<string, Locked> }).packages;
  const found = new Set<string>();
  const add = (from: string) => {
    for (const name of Object.keys(locked[from]?.dependencies ?? {})) {
      const nested = `${from}/node_modules/${name}`;
      const at = nested in locked ? nested : `node_modules/${name}`;
      if (found.has(at)) continue;
      found.add(at);
      add(at);
    }
  };
  add(path);
  return found.size;
}
