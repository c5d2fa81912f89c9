import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { takeStateFolder } from "./state-folder.ts";

const folder = () => mkdtempSync(join(tmpdir(), "state-"));

it("refuses a state that another live process holds, by its number", () => {
  const [dir, other] = [folder(), spawn(process.execPath, ["-e", "setTimeout(() => {}, 60_000)"])];
  writeFileSync(join(dir, "holder.pid"), String(other.pid));
  try {
    expect(() => takeStateFolder(dir, true)).toThrow(`in use by process ${other.pid}`);
  } finally {
    other.kill();
  }
});

it("takes over what a process that has died left behind", async () => {
  const dir = folder();
  const dead = spawn(process.execPath, ["-e", ""]);
  await new Promise((done) => dead.once("exit", done));
  writeFileSync(join(dir, "holder.pid"), String(dead.pid));
  await takeStateFolder(dir, false)();
  await takeStateFolder(dir, false)();
});
