import { build } from "esbuild";
import { Miniflare, convertV4MiniflareOptions } from "miniflare";
import { childrenOf, cpuMsOf } from "./process-cpu.ts";

/** Turns that are measured together: Linux counts the CPU of a process in hundredths of a second. */
const TURNS = 20;

const WORKER = `
import { prepareTurn, workOf } from "./consumer-turn.ts";
let turn;
export default {
  async fetch(request) {
    turn ??= await prepareTurn(Number(new URL(request.url).searchParams.get("nth")));
    const turns = Number(new URL(request.url).searchParams.get("turns"));
    for (let i = 0; i < turns; i++) await workOf(turn, async (_, work) => work());
    return new Response();
  },
};`;

/**
 * The CPU that workerd itself takes for one turn of the consumer without I/O, in milliseconds: the median of the rounds. Null
 * where the system does not say what a process used.
 */
export async function consumerInWorkerd(rounds: number, nth: number): Promise<number | null> {
  const { outputFiles } = await build({
    stdin: { contents: WORKER, resolveDir: "bench", loader: "ts" },
    bundle: true,
    format: "esm",
    conditions: ["workerd", "worker", "browser"],
    write: false,
  });
  const script = outputFiles[0]?.text ?? "";
  const options = { modules: true, script, compatibilityDate: "2026-08-01", cf: false } as const;
  const others = new Set(childrenOf(process.pid, "workerd"));
  const worker = new Miniflare(convertV4MiniflareOptions(options));
  try {
    await worker.ready;
    const pid = childrenOf(process.pid, "workerd").find((each) => !others.has(each));
    if (pid === undefined) return null;
    const ask = async () =>
      void (await worker.dispatchFetch(`http://bench/?turns=${TURNS}&nth=${nth}`)).status;
    await ask();
    const spent: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const before = cpuMsOf(pid);
      await ask();
      spent.push((cpuMsOf(pid) - before) / TURNS);
    }
    return spent.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? null;
  } finally {
    await worker.dispose();
  }
}
