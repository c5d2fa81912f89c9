import { Command, CommanderError } from "commander";
import { identityCommand } from "./commands/identity.ts";
import { importCommand } from "./commands/import.ts";
import { scoreCommand } from "./commands/score.ts";
import { startCommand } from "./commands/start.ts";
import { verifyCommand } from "./commands/verify.ts";
import type { Exit, Host } from "./host.ts";
import { Refusal } from "./refusal.ts";
import { AGENT_VERSION } from "./version.ts";

const EXITS = `
Exit status: 0 done, or it holds; 1 it does not hold; 2 it could not be done, or checked.`;

/** Runs one command of the agent and returns its exit status. Only bugs show a stack. */
export async function main(args: readonly string[], host: Host): Promise<Exit> {
  let exit: Exit = 0;
  const done = (given: Exit): void => void (exit = given);
  const program = new Command("livepeer-sla-agent")
    .description("Measures the service of a Livepeer node, and signs what it measured.")
    .version(AGENT_VERSION)
    .addHelpText("after", EXITS)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => host.out(text.trimEnd()),
      writeErr: (text) => host.err(text.trimEnd()),
    });
  for (const add of [startCommand, importCommand, identityCommand, scoreCommand, verifyCommand])
    add(program, host, done);
  try {
    await program.parseAsync(args, { from: "user" });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    host.err(isExpected(error) ? error.message : String((error as Error)?.stack ?? error));
    return 2;
  }
}

/** A refusal of ours, or what the system says of a file or a port (ENOENT, EADDRINUSE). */
const isExpected = (error: unknown): error is Error =>
  error instanceof Refusal ||
  (error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === "string");
