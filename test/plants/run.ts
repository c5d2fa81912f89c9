import { execFile } from "node:child_process";
import {
  cpSync,
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { applyPlant } from "./apply.ts";

/**
 * Plants one fault at a time in a copy of the tree, runs the property that should notice, and expects it to fail:
 * `npm run test:plants [AC07 …]`. A patch that no longer applies is made anew with `--refresh`, by hunks that moved; where
 * the line itself changed, edit the patch by hand: one fault, one line of context.
 */
const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "../..");
const AT_ONCE = 2;
const args = process.argv.slice(2);
const refresh = args.includes("--refresh");
const asked = args.filter((arg) => !arg.startsWith("-"));

type Result = Readonly<{ name: string; caught: boolean; why: string }>;

/** Where a property is tested: among the laws where it is one of them, else wherever a test names it. */
function filesOf(name: string): string[] {
  const law = `test/properties/${name}.test.ts`;
  const files = globSync("test/**/*.test.ts", { cwd: ROOT });
  if (files.includes(law)) return [law];
  return files.filter((file) =>
    new RegExp(`["'\`]${name}\\b`).test(readFileSync(join(ROOT, file), "utf8")),
  );
}

/** A copy of what git knows or would know of the tree; packages are shared. */
async function copyTree(): Promise<string> {
  const copy = mkdtempSync(join(tmpdir(), "plants-"));
  const { stdout } = await run("git", ["ls-files", "-coz", "--exclude-standard"], {
    cwd: ROOT,
    maxBuffer: 1e8,
  });
  for (const file of stdout.split("\0").filter(Boolean))
    try {
      cpSync(join(ROOT, file), join(copy, file));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
  return copy;
}

async function plant(copy: string, patch: string): Promise<Result> {
  const name = basename(patch, ".patch");
  const apply = (...options: string[]) => applyPlant(copy, patch, ...options);
  try {
    await apply();
  } catch (error) {
    if (!refresh || !(await refreshed(copy, patch)))
      return { name, caught: false, why: `does not apply: ${error}` };
    await apply();
  }
  try {
    const files = filesOf(name);
    if (files.length === 0) return { name, caught: false, why: "no test names it" };
    const { stdout, failed } = await tested(copy, name, files);
    const ran = /Tests\s+.*\b(failed|passed)\b/.test(stdout);
    // A test that was only slow has noticed nothing.
    if (failed && /AssertionError|ZodError/.test(stdout))
      return { name, caught: true, why: firstFailure(stdout) };
    return { name, caught: false, why: ran ? "its tests pass all the same" : stdout.slice(-2000) };
  } finally {
    await apply("-R");
  }
}

/** Makes a patch of the change that `patch` finds in spite of moved lines. */
async function refreshed(copy: string, patch: string): Promise<boolean> {
  const file = /^\+\+\+ b\/(.+)$/m.exec(readFileSync(patch, "utf8"))?.[1];
  if (file === undefined) return false;
  const before = readFileSync(join(copy, file), "utf8");
  try {
    await run("patch", ["-p1", "-F3", "--no-backup-if-mismatch", "-i", patch], { cwd: copy });
    writeFileSync(join(copy, `${file}.before`), before);
    const diff = await run(
      "diff",
      ["-U1", "--label", `a/${file}`, "--label", `b/${file}`, `${file}.before`, file],
      { cwd: copy },
    ).then(
      ({ stdout }) => stdout,
      ({ stdout }: { stdout: string }) => stdout,
    );
    writeFileSync(patch, diff);
    return true;
  } catch {
    return false;
  } finally {
    writeFileSync(join(copy, file), before);
    rmSync(join(copy, `${file}.before`), { force: true });
    rmSync(join(copy, `${file}.rej`), { force: true });
  }
}

const tested = (copy: string, name: string, files: readonly string[]) =>
  run(join(ROOT, "node_modules/.bin/vitest"), ["run", "-t", name, "--maxWorkers", "1", ...files], {
    cwd: copy,
    maxBuffer: 1e8,
    env: { ...process.env, NO_COLOR: "1", PROPERTY_RUNS: "100" },
  }).then(
    ({ stdout }) => ({ stdout, failed: false }),
    ({ stdout, stderr }: { stdout: string; stderr: string }) => ({
      stdout: stdout + stderr,
      failed: true,
    }),
  );

const firstFailure = (stdout: string): string =>
  /(?:×|✗) (.*)/.exec(stdout)?.[1]?.slice(0, 120) ?? "failed";

const patches = globSync("test/plants/AC??.patch", { cwd: ROOT })
  .filter((patch) => asked.length === 0 || asked.includes(basename(patch, ".patch")))
  .toSorted()
  .map((patch) => join(ROOT, patch));
const queue = [...patches];
const results: Result[] = [];
const work = async (): Promise<void> => {
  const copy = await copyTree();
  try {
    for (let patch = queue.shift(); patch !== undefined; patch = queue.shift()) {
      const result = await plant(copy, patch);
      results.push(result);
      console.log(`${result.name} ${result.caught ? "caught" : "NOT CAUGHT"}: ${result.why}`);
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, work));
const caught = results.filter((result) => result.caught).length;
console.log(`${caught} of ${patches.length} plants caught`);
process.exitCode = patches.length > 0 && caught === patches.length ? 0 : 1;
