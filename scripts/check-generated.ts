import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What is made by a command and kept in git. The command must give the same bytes every time. */
const GENERATED: readonly Generated[] = [
  { command: "npm run types", path: "workers/env.d.ts" },
  { command: "npm run schemas", path: "schema/json" },
  // drizzle-kit exits 0 where it would ask whether a column was renamed and has no terminal to ask on.
  { command: "npm run migrate", path: "schema/migrations", says: "No schema changes" },
];

type Generated = {
  readonly command: string;
  readonly path: string;
  /** What the command prints when there is nothing to do; left out where its exit status can be trusted. */
  readonly says?: string;
};

/** Every file at or under a path, with its bytes. */
function filesOf(path: string): Map<string, Buffer> {
  if (!existsSync(path)) return new Map();
  if (statSync(path).isFile()) return new Map([[path, readFileSync(path)]]);
  const names = readdirSync(path, { recursive: true, encoding: "utf8" });
  const files = names.map((name) => join(path, name)).filter((name) => statSync(name).isFile());
  return new Map(files.map((name) => [name, readFileSync(name)]));
}

function differences(before: Map<string, Buffer>, after: Map<string, Buffer>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((name) => {
    const [was, is] = [before.get(name), after.get(name)];
    return was === undefined || is === undefined || !was.equals(is);
  });
}

/** Puts a path back as it was, so that a check changes nothing. */
function restore(before: Map<string, Buffer>, changed: readonly string[]): void {
  for (const name of changed) {
    const bytes = before.get(name);
    if (bytes === undefined) rmSync(name);
    else writeFileSync(name, bytes);
  }
}

for (const { command, path, says = "" } of GENERATED) {
  const before = filesOf(path);
  const { status, stdout, stderr } = spawnSync(command, {
    shell: true,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  const changed = differences(before, filesOf(path));
  restore(before, changed);
  if (changed.length > 0)
    fail(`${changed.join(", ")}: stale. Run \`${command}\` and commit what it changes.`);
  else if (status !== 0 || !stdout.includes(says))
    fail(`\`${command}\` failed:\n${stdout}${stderr}`);
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
