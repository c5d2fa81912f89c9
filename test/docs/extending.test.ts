import { execFile } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { blocksOf } from "./blocks.ts";

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, "../..");
const COPIED = [
  "schema",
  "agent/src",
  "agent/package.json",
  "agent/tsconfig.json",
  "test/support",
  "test/agent/support",
  "tsconfig.json",
  "package.json",
];
const copy = mkdtempSync(join(tmpdir(), "livepeer-sla-extending-"));
const blocks = blocksOf("docs/extending.md");
const written = blocks.flatMap(({ mark }) => /^file=(\S+)$/.exec(mark)?.[1] ?? []);

beforeAll(() => {
  for (const path of COPIED) cpSync(path, join(copy, path), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
  for (const { mark, text } of blocks) {
    const [, file] = /^file=(\S+)$/.exec(mark) ?? [];
    const [, edited, at] = /^edit=(\S+) at="(.*)"$/.exec(mark) ?? [];
    if (file !== undefined) {
      mkdirSync(dirname(join(copy, file)), { recursive: true });
      writeFileSync(join(copy, file), text);
    } else if (edited !== undefined && at !== undefined)
      edit(join(copy, edited), at, text.trimEnd());
  }
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

function edit(file: string, at: string, by: string): void {
  const parts = readFileSync(file, "utf8").split(at);
  if (parts.length !== 2)
    throw new Error(
      `docs/extending.md: ${file} has ${JSON.stringify(at)} ${parts.length - 1} times, not once`,
    );
  writeFileSync(file, parts.join(by));
}

/** What a program printed; thrown with it where it failed. */
const said = (running: Promise<{ stdout: string }>): Promise<string> =>
  running.then(
    ({ stdout }) => stdout,
    ({ stdout, stderr }) => Promise.reject(new Error(`${stdout}${stderr}`)),
  );

it("walks through a metric, a collector and a job kind", () => {
  expect(written.filter((file) => file.endsWith(".test.ts"))).toHaveLength(3);
  expect(blocks.filter(({ mark }) => mark.startsWith("edit="))).toHaveLength(7);
});

it("leaves a tree that compiles", async () => {
  for (const project of ["schema", "agent"])
    await said(run(join(ROOT, "node_modules/.bin/tsc"), ["-p", project], { cwd: copy }));
});

it("leaves a tree whose new tests pass", async () => {
  const tests = written.filter((file) => file.endsWith(".test.ts"));
  const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
  const { stdout } = await run(process.execPath, [vitest, "run", "--root", copy, ...tests], {
    cwd: copy,
    env: { ...process.env, NO_COLOR: "1" },
  });
  expect(stdout).toMatch(/Test Files +3 passed/);
});
