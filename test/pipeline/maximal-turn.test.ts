import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import type { MaximalTurn } from "../../bench/maximal-turn.ts";

/** Of an isolate's 128 MB: what a turn may use at most, together with the process around it. */
const MOST_BYTES = 100 * 1024 * 1024;

const FLAGS = ["--expose-gc", "--max-old-space-size=100", "--max-semi-space-size=2"];

/** A hundred agents, each with the largest pages that there are of these kinds, asked in a process with a Worker's heap. */
async function turnsOf(...kinds: string[]): Promise<readonly MaximalTurn[]> {
  const args = [...FLAGS, "bench/maximal-turn.ts", ...kinds];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as MaximalTurn[];
}

it("fits a turn into an isolate whatever its agents send, and each of them has its outcome", async () => {
  const turns = await turnsOf("of every kind", "text of two bytes", "many jobs");
  expect(turns).toHaveLength(3);
  for (const { kind, peakBytes, outcomes } of turns) {
    expect({ kind, outcomes }).toEqual({ kind, outcomes: 100 });
    expect({ kind, fits: peakBytes < MOST_BYTES }).toEqual({ kind, fits: true });
  }
  // What there was no room for is asked for again.
  expect(turns[2]).toMatchObject({ held: 100 });
  expect(turns[2]?.taken).toBeGreaterThan(15);
});
