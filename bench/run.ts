import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import type { Effort } from "./effort.ts";
import { ALONE, BESIDE_OTHERS, type Detailed, PARTS } from "./parts.ts";
import type { Row } from "./row.ts";
import { tableOf } from "./table.ts";

const ROUNDS = 5;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    smoke: { type: "boolean", default: false },
  },
});
const unknown = positionals.find((name) => !(name in PARTS));
if (unknown !== undefined) {
  console.error(`bench: ${unknown} is none of ${Object.keys(PARTS).join(", ")}`);
  process.exitCode = 2;
} else {
  const asked = Object.keys(PARTS).filter(
    (name) => positionals.length === 0 || positionals.includes(name),
  );
  const effort = { rounds: values.smoke ? 1 : ROUNDS, smoke: values.smoke };
  const { rows, details } = await runAll(asked, effort);
  // A smoke's figures say nothing: only that every part runs.
  if (values.smoke) console.log(`bench: ${asked.join(", ")} ran`);
  else if (values.json) console.log(JSON.stringify(rows, null, 2));
  else console.log([...tableOf(rows), "", ...details].join("\n"));
}
process.exit();

/** Part after part, each alone on the machine, but for those that mostly wait. */
async function runAll(names: readonly string[], effort: Effort): Promise<Detailed> {
  const apart = names.length === 1 ? [] : names.filter((name) => BESIDE_OTHERS.includes(name));
  const done = new Map<string, Detailed>();
  if (names.includes(ALONE)) done.set(ALONE, await runPart(ALONE, effort));
  const waiting = apart.map(async (name) => [name, await runApart(name, effort)] as const);
  for (const name of names)
    if (name !== ALONE && !apart.includes(name)) done.set(name, await runPart(name, effort));
  for (const [name, given] of await Promise.all(waiting)) done.set(name, given);
  const inOrder = names.flatMap((name) => done.get(name) ?? []);
  return {
    rows: inOrder.flatMap(({ rows }) => rows),
    details: inOrder.flatMap(({ details }) => (details.length === 0 ? [] : [...details, ""])),
  };
}

/** In a process of its own, so that what others measure of this one is theirs. */
async function runApart(name: string, { smoke }: Effort): Promise<Detailed> {
  const script = fileURLToPath(import.meta.url);
  const args = [script, name, "--json", ...(smoke ? ["--smoke"] : [])];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return { rows: smoke ? [] : (JSON.parse(stdout) as Row[]), details: [] };
}

/** A part that fails is a missed row, and stops no other. */
async function runPart(name: string, effort: Effort): Promise<Detailed> {
  const began = performance.now();
  try {
    const given = (await PARTS[name]?.(effort)) ?? [];
    console.error(`bench: ${name} took ${Math.round((performance.now() - began) / 1000)} s`);
    return "rows" in given ? given : { rows: given, details: [] };
  } catch (error) {
    if (effort.smoke) throw error;
    return { rows: [failed(name, error)], details: [] };
  }
}

function failed(part: string, error: unknown): Row {
  return {
    part,
    what: "could not be measured",
    ours: "",
    against: "",
    figure: null,
    goal: "",
    verdict: "missed",
    note: String(error instanceof Error ? error.message : error).slice(0, 300),
  };
}
