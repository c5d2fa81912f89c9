import { execFileSync } from "node:child_process";
import { createServer } from "node:net";

/** Whether nothing listens on the loopback port. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((decide, fail) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? decide(false) : fail(error),
    );
    server.listen(port, "127.0.0.1", () => server.close(() => decide(true)));
  });
}

/** Who listens on the port, for people: `workerd serve … (pid 4711)`. Null where the machine has no tool that can say. */
export function holderOf(port: number): string | null {
  const pid =
    /^p(\d+)$/m.exec(said("lsof", "-nP", "-Fp", `-iTCP:${port}`, "-sTCP:LISTEN"))?.[1] ??
    /pid=(\d+)/.exec(said("ss", "-Hltnp", `sport = :${port}`))?.[1];
  if (pid === undefined) return null;
  const command = said("ps", "-o", "args=", "-p", pid).trim();
  return `${command.length > 60 ? `${command.slice(0, 60)}…` : command} (pid ${pid})`;
}

/** What a tool prints; nothing where it is absent or finds nothing. */
function said(tool: string, ...args: readonly string[]): string {
  try {
    return execFileSync(tool, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return "";
  }
}
