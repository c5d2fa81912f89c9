import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A running `npm start`. */
export type Started = Readonly<{
  url: string;
  /** Everything it has said so far. */
  said: () => string;
  /** Ids of the processes that it started, and its own first. */
  family: () => number[];
  /** Sends the signal and waits for the end: its exit code, or null where a signal ended it. */
  end: (signal?: NodeJS.Signals) => Promise<number | null>;
}>;

/** A free loopback port, for the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Runs `npm start` on a port until it says that it is ready. @throws with its words when it ends before that */
export async function startProcess(port: number, ...args: string[]): Promise<Started> {
  const child = spawn(process.execPath, ["test/sim/start.ts", "--port", String(port), ...args], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  const listen = (stream: NodeJS.ReadableStream | null) =>
    stream?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  listen(child.stdout);
  listen(child.stderr);
  const end = async (signal: NodeJS.Signals = "SIGINT") => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    child.kill(signal);
    await once(child, "exit");
    return child.exitCode;
  };
  while (!/^ready: .*\n.+\n/m.test(said)) {
    const by = child.exitCode ?? child.signalCode;
    if (by !== null) throw new Error(`npm start ended by ${by}:\n${said}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { url: `http://127.0.0.1:${port}`, said: () => said, family: () => familyOf(child), end };
}

function familyOf({ pid }: ChildProcess): number[] {
  if (pid === undefined) return [];
  const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((row) => row.trim().split(/\s+/).map(Number));
  const family = [pid];
  for (const parent of family)
    for (const [child, of] of rows) if (child !== undefined && of === parent) family.push(child);
  return family;
}

/** Whether a process of this id runs. */
export function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
