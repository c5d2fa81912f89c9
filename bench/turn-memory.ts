import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { MaximalTurn } from "./maximal-turn.ts";
import { judged, type Row } from "./row.ts";

const FLAGS = ["--expose-gc", "--max-old-space-size=100", "--max-semi-space-size=2"];

/** The most memory of a turn of a hundred agents with the largest pages there are, of the worst kind, in a Worker's heap. */
export async function turnMemory(rounds: number): Promise<Row> {
  const script = fileURLToPath(new URL("maximal-turn.ts", import.meta.url));
  const peaks: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const { stdout } = await promisify(execFile)(process.execPath, [...FLAGS, script, ...WORST]);
    const turns = JSON.parse(stdout) as MaximalTurn[];
    peaks.push(Math.max(...turns.map(({ peakBytes }) => peakBytes / 1e6)));
  }
  const what = "memory of a maximal turn: 100 agents, each with the largest pages, MB";
  const ours = `${peaks.toSorted((a, b) => a - b)[Math.floor(rounds / 2)]?.toFixed(0)} MB`;
  const against = "an isolate: 128 MB";
  return judged({ part: "cpu", what, ours, against }, peaks, { atMost: 100 });
}

/** The kinds of pages that take most; the others are measured by the script alone. */
const WORST = ["many small windows", "text of two bytes"];
