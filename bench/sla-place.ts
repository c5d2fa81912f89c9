import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { utf8 } from "../schema/wire/canonical.ts";
import { folderArchive } from "./sla-archive.ts";
import type { CloseCost } from "./sla-close.ts";
import type { Asked } from "./sla-d1.ts";
import { answer } from "./sla-database.ts";

/** Below the 128 MB of an invocation; without a limit Node's heap grows as it likes and says nothing. */
export const WORKER_HEAP = ["--max-old-space-size=110", "--max-semi-space-size=2", "--expose-gc"];

/** How an hour is closed: flags of Node, and at most so many invocations. */
export type How = Readonly<{ flags?: readonly string[]; most?: number }>;

/** An archive in which hours are closed, each time by a process of its own. */
export type Place = Disposable &
  Readonly<{
    put: (key: string, what: string | Uint8Array<ArrayBuffer>) => Promise<void>;
    /** As if nothing had been published before. */
    close: (db: DatabaseSync, how?: How) => Promise<CloseCost>;
  }>;

export function openPlace(): Place {
  const root = mkdtempSync(join(tmpdir(), "sla-bench-"));
  const archive = folderArchive(root);
  const script = bundle(root);
  return {
    put: (key, what) => archive.put(key, typeof what === "string" ? utf8(what) : what),
    close(db, { flags = [], most = Infinity } = {}) {
      rmSync(join(root, "published"), { recursive: true, force: true });
      return closeIn([script, root, String(most)], flags, db);
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true }),
  };
}

/** One file of JavaScript, as a Worker is: what Node needs to strip types would be half of the memory that is measured. */
function bundle(root: string): string {
  const outfile = join(root, "close.mjs");
  const entry = fileURLToPath(new URL("sla-close.ts", import.meta.url));
  buildSync({ entryPoints: [entry], bundle: true, platform: "node", format: "esm", outfile });
  return outfile;
}

/** @throws Error where the process ends before it has said what closing took, as when its memory does not do */
async function closeIn(
  [script = "", ...args]: readonly string[],
  flags: readonly string[],
  db: DatabaseSync,
): Promise<CloseCost> {
  const child = fork(script, args, { execArgv: [...flags] });
  return new Promise((resolve, reject) => {
    child.on("message", (said: Asked | CloseCost) =>
      "invocations" in said ? resolve(said) : child.send(answer(db, said)),
    );
    child.on("error", reject);
    child.on("exit", (code, signal) => reject(new Error(`closing ended with ${code ?? signal}`)));
  });
}
