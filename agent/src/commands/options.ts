import { InvalidArgumentError, Option, type Command } from "commander";
import type * as z from "zod";
import type { AgentConfig } from "../config.ts";
import type { Exit, Host } from "../host.ts";
import { CONFIG_VARIABLE, findSettingsFile } from "../settings/find-file.ts";
import { type Resolved, resolveSettings } from "../settings/resolve.ts";
import { flagOf, SECTIONS, settingOf, type SettingName } from "../settings/settings.ts";

/** Adds a command to the program. `done` takes its exit status. */
export type AddCommand = (program: Command, host: Host, done: (exit: Exit) => void) => void;

/** What commander makes of a command's flags. */
export type Flags = Readonly<Record<string, unknown>>;

/** Settings that say whose agent it is. */
export const WHO = Object.keys(SECTIONS[""]) as SettingName[];

/** Settings that say what its registry entry says beside that. */
export const REGISTRY = Object.keys(SECTIONS.registry) as SettingName[];

/** Flags for settings, and `--config`. Read them with `readSettings`: a flag is only one of the places. */
export function settingsOptions(command: Command, names: readonly SettingName[]): Command {
  command.option("--config <file>", `settings file (${CONFIG_VARIABLE})`);
  for (const name of names) {
    const { value, about } = settingOf(name);
    command.addOption(new Option(`${flagOf(name)} ${value}`, about));
  }
  return command;
}

/**
 * The settings that hold for a command: its flags, the environment, the file, the defaults.
 *
 * @throws Refusal that names what is wrong, and where it came from
 */
export function readSettings(flags: Flags, { env = {}, home }: Host): Resolved {
  const config = typeof flags["config"] === "string" ? flags["config"] : undefined;
  return resolveSettings({
    flags: givenFlags(flags),
    env,
    file: findSettingsFile(config, env, home),
    home,
  });
}

/** Flags by the names of their settings: commander turns `--ingest-port` into `ingestPort`. */
export const givenFlags = (flags: Flags): Flags =>
  Object.fromEntries(
    Object.entries(flags).map(([flag, value]) => [
      flag.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );

/** What the agent itself has to know of the settings. */
export const configOf = ({ settings }: Resolved): AgentConfig => ({
  store: settings.store,
  ...(settings.role && { role: settings.role }),
  ...(settings.orchestrator && { orchestrator: settings.orchestrator }),
  ...(settings.node && { node: settings.node }),
  ...(settings.region && { region: settings.region }),
});

/** Reads an option by its schema, or says what it should be. */
export const parsed =
  <S extends z.ZodType>(schema: S, expected: string) =>
  (text: string): z.infer<S> => {
    const result = schema.safeParse(text);
    if (!result.success) throw new InvalidArgumentError(`expected ${expected}`);
    return result.data;
  };

/** Examples under a command's help, each a line of a shell. */
export const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ livepeer-sla-agent ${line}`).join("\n")}`;
