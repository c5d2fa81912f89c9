import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Block, blocksOf } from "./blocks.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const TIMEOUT_MS = 60_000;

/** What a page printed; thrown with its words where a command failed. */
export type Printed = Readonly<{ stdout: string; stderr: string }>;

/**
 * Runs the marked blocks of a page in order, in one shell in an empty folder, so that what one sets the next can use. `npx` and
 * `npm run` are those of this checkout.
 *
 * @param variables  what the page says to set first
 * @throws Error with the page's line, what failed and what it printed
 */
export async function runPage(
  file: string,
  variables: Readonly<Record<string, string>>,
): Promise<Printed> {
  const folder = mkdtempSync(join(tmpdir(), "livepeer-sla-docs-"));
  try {
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    const bin = commandsIn(folder);
    const steps = blocksOf(file)
      .filter(({ mark }) => mark === "tested")
      .map((block, i) => stepOf(hereIn(block, variables), folder, i));
    const script = ["set -euo pipefail", ...steps].join("\n");
    const env = { ...process.env, ...variables, PATH: `${bin}:${process.env["PATH"]}` };
    return await bash(script, folder, env);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A block with what the README writes for a stranger in place: where `npm start` listens, and an address to fill in. */
const hereIn = (
  block: Block,
  { SLA = "", ORCHESTRATOR = "" }: Readonly<Record<string, string>>,
) => ({
  ...block,
  text: block.text.replaceAll("http://localhost:8787", SLA).replaceAll("0x…", ORCHESTRATOR),
});

function stepOf({ file, line, language, text }: Block, folder: string, i: number): string {
  const here = `trap 'echo "${file}:${line} failed" >&2' ERR`;
  if (language !== "ts") return `${here}\n${text}`;
  const source = text.replaceAll('"livepeer-sla-agent/client"', `"${ROOT}/agent/src/client.ts"`);
  writeFileSync(
    join(folder, `page-${i}.ts`),
    source.replaceAll(/"(\.\/schema\/[^"]+)"/g, `"${ROOT}/$1"`),
  );
  return `${here}\nnode page-${i}.ts`;
}

/** A folder of commands: the agent's, `npx` for it, and the Node that runs the tests. */
function commandsIn(folder: string): string {
  const agent = `exec "${process.execPath}" "${ROOT}/agent/bin.js"`;
  const commands = {
    node: `exec "${process.execPath}" "$@"`,
    npx: `shift; ${agent} "$@"`,
    "livepeer-sla-agent": `${agent} "$@"`,
    npm: `[ "$1 $3" = "run --" ] || exit 9; name=$2; shift 3; cd "${ROOT}" && exec "${process.execPath}" "scripts/$name.ts" "$@"`,
  };
  for (const [name, script] of Object.entries(commands)) {
    writeFileSync(join(folder, name), `#!/usr/bin/env bash\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

const bash = (script: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Printed> =>
  new Promise((done, fail) => {
    const options = { cwd, env, timeout: TIMEOUT_MS, maxBuffer: 20_000_000 };
    execFile("bash", ["-c", script], options, (error, stdout, stderr) =>
      error === null
        ? done({ stdout, stderr })
        : fail(
            new Error(
              `${stderr.slice(-2000)}\n${stdout.slice(-1000)}\n${error.message.slice(0, 200)}`,
            ),
          ),
    );
  });
