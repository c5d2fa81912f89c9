import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { costTable } from "./cost-table.ts";
import type { Effort } from "./effort.ts";
import type { Detailed } from "./parts.ts";
import { judged } from "./row.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const TEST = "test/workers/scraper/cost.test.ts";

/** Operations by formula; that the bindings count the same is what a test shows, and it is run here. */
export async function costBench({ smoke }: Effort): Promise<Detailed> {
  const details = ["Per day, without faults:", "", ...costTable()];
  if (smoke) return { rows: [], details };
  const { status } = spawnSync("npx", ["vitest", "run", "--project", "scraper", TEST], {
    cwd: ROOT,
    stdio: "ignore",
  });
  const row = {
    part: "cost",
    what: "operations per slot: those that agree with the formulas",
    ours: status === 0 ? "all, as the bindings counted them" : "not all",
    against: `the formulas, by ${TEST}`,
  };
  return { rows: [judged(row, [status === 0 ? 1 : 0], { atLeast: 1 })], details };
}
