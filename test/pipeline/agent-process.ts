import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Identity } from "../../schema/wire/identity.ts";

/** `agent/bin.js` of this checkout, as npm links it. */
export const AGENT = [
  process.execPath,
  fileURLToPath(new URL("../../agent/bin.js", import.meta.url)),
] as const;

/** A running `start`. */
export type AgentProcess = Readonly<{
  url: string;
  identity: Identity;
  /** Everything it has said so far. */
  said: () => string;
  /** Pipes a line in. */
  tell: (line: string) => void;
  /** Waits until these collectors call themselves well. */
  untilWell: (...collectors: readonly string[]) => Promise<void>;
  /** Asks it to end, and all that it started: its exit code, or null where a signal ended it. */
  end: () => Promise<number | null>;
}>;

const PATIENCE_MS = 60_000;

/**
 * Runs `start` on free ports until it answers.
 *
 * @param program  what is run, with the arguments before `start`
 * @param env      the whole of its environment, without `PATH`
 * @throws with its words when it ends before that
 */
export async function startAgent(
  [program, ...before]: readonly [string, ...string[]],
  flags: readonly string[],
  { env, cwd = "." }: { env: NodeJS.ProcessEnv; cwd?: string },
): Promise<AgentProcess> {
  const args = [...before, "start", "--port", "0", "--ingest-port", "0", ...flags];
  const child = spawn(program, args, {
    cwd,
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const kill = () => signal(child, "SIGKILL");
  process.once("exit", kill);
  const exited = once(child, "exit").finally(() => process.off("exit", kill));
  const until = async (what: string, condition: () => boolean | Promise<boolean>) => {
    for (const deadline = Date.now() + PATIENCE_MS; !(await condition()); await sleep(50))
      if (child.exitCode !== null || Date.now() > deadline)
        throw new Error(`the agent is not ${what}:\n${said}`);
  };
  const end = async () => {
    if (child.exitCode === null && child.signalCode === null) signal(child, "SIGTERM");
    await exited;
    return child.exitCode;
  };
  try {
    await until("running", () => /^sources: .*\n/m.test(said));
    const url = /windows: (.*)\/v1\/windows/.exec(said)?.[1] ?? "";
    return {
      url,
      identity: Identity.parse(await (await fetch(`${url}/v1/identity`)).json()),
      said: () => said,
      tell: (line) => void child.stdin.write(`${line}\n`),
      untilWell: (...collectors) =>
        until(`well: ${collectors.join(", ")}`, async () => {
          const metrics = await (await fetch(`${url}/metrics`)).text();
          return collectors.every((name) =>
            metrics.includes(`livepeer_sla_collector_ok{collector="${name}"} 1`),
          );
        }),
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** To its whole group: npx starts it through a shell. */
function signal({ pid }: ChildProcess, name: NodeJS.Signals): void {
  if (pid !== undefined) process.kill(-pid, name);
}
