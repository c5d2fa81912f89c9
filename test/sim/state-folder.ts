import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BadOption } from "./start-options.ts";

/**
 * Takes a folder for this process, so that two never write one state; made where it is missing.
 *
 * @param fresh  empties the folder first
 * @returns gives the folder back
 * @throws BadOption while the process that took it is alive
 */
export function takeStateFolder(dir: string, fresh: boolean): () => Promise<void> {
  const note = join(dir, "holder.pid");
  const holder = holderIn(note);
  if (holder !== null && isAlive(holder))
    throw new BadOption(
      `the state ${dir} is in use by process ${holder}: end it, or choose another with --state`,
    );
  if (fresh) rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  writeFileSync(note, String(process.pid));
  return async () => rmSync(note, { force: true });
}

function holderIn(note: string): number | null {
  try {
    return Number(readFileSync(note, "utf8")) || null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
