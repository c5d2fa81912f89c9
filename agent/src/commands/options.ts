import { InvalidArgumentError, Option, type Command } from "commander";
import { join } from "node:path";
import type * as z from "zod";
import { Address } from "../../../schema/wire/identifier.ts";
import { Region, Role } from "../../../schema/wire/workflow.ts";
import type { AgentConfig } from "../config.ts";
import type { Exit, Host } from "../host.ts";

/** Adds a command to the program. `done` takes its exit status. */
export type AddCommand = (program: Command, host: Host, done: (exit: Exit) => void) => void;

/** Options that say whose agent it is. What is left out stays as the store has it. */
export const identityOptions = (command: Command, { home }: Host): Command =>
  command
    .addOption(storeOption(home))
    .addOption(
      new Option("--role <role>", "orchestrator or gateway; a new store needs it").argParser(
        parsed(Role, "orchestrator or gateway"),
      ),
    )
    .option(
      "--orchestrator <address>",
      "the on-chain recipient that it works for",
      parsed(Address, "an address, 0x and 40 hex digits"),
    )
    .option(
      "--node <address>",
      "the hot wallet of its node",
      parsed(Address, "an address, 0x and 40 hex digits"),
    )
    .option(
      "--region <id>",
      "where it is: fra, us-east",
      parsed(Region, "lower-case letters, digits and dashes"),
    );

/** Where the store is. */
export const storeOption = (home: string): Option =>
  new Option("--store <folder>", "the agent's database and key").default(
    join(home, ".livepeer-sla-agent"),
  );

/** A port, from 0 (any free one) to 65535. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new InvalidArgumentError("a port is a whole number from 0 to 65535");
  return port;
}

/** Reads an option by its schema, or says what it should be. */
export const parsed =
  <S extends z.ZodType>(schema: S, expected: string) =>
  (text: string): z.infer<S> => {
    const result = schema.safeParse(text);
    if (!result.success) throw new InvalidArgumentError(`expected ${expected}`);
    return result.data;
  };

/** The options of `identityOptions`, as commander gives them. */
export type IdentityOptions = Pick<
  AgentConfig,
  "store" | "role" | "orchestrator" | "node" | "region"
>;
