import { Command, CommanderError } from "commander";
import { delegateCommand } from "./commands/delegate.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { exportCommand } from "./commands/export.ts";
import { identityCommand } from "./commands/identity.ts";
import { importCommand } from "./commands/import.ts";
import { initCommand } from "./commands/init.ts";
import { mirrorCommand } from "./commands/mirror.ts";
import { recomputeCommand } from "./commands/recompute.ts";
import { scoreCommand } from "./commands/score.ts";
import { shareCommand } from "./commands/share.ts";
import { startCommand } from "./commands/start.ts";
import { statusCommand } from "./commands/status.ts";
import { verifyCommand } from "./commands/verify.ts";
import type { Exit, Host } from "./host.ts";
import { Refusal } from "./refusal.ts";
import { AGENT_VERSION } from "./version.ts";

const COMMANDS = [
  startCommand,
  initCommand,
  doctorCommand,
  statusCommand,
  scoreCommand,
  shareCommand,
  identityCommand,
  delegateCommand,
  importCommand,
  exportCommand,
  verifyCommand,
  mirrorCommand,
  recomputeCommand,
];

const EXITS = `
Every setting can stand in the settings file, in the environment (LIVEPEER_SLA_…) or in a flag; the flag is strongest.

Exit status: 0 done, or it holds; 1 it does not hold; 2 it could not be done, or checked.

First steps:
  $ livepeer-sla-agent init --role orchestrator --orchestrator 0x… --region fra
  $ livepeer-sla-agent doctor
  $ livepeer-sla-agent start
  $ livepeer-sla-agent score`;

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
  for (const add of COMMANDS) add(program, host, done);
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
