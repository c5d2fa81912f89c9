import type * as z from "zod";
import type { Worker } from "./setting.ts";
import { SETTINGS, type SettingName } from "./settings.ts";

/** The value of each setting, as the table reads it. */
export type Settings = Readonly<{
  [Name in SettingName]: z.output<(typeof SETTINGS)[Name]["reads"]>;
}>;

/** A variable has a value that it may not have. The message is for the one who deploys. */
export class WrongSetting extends Error {}

const isName = (name: string): name is SettingName => Object.hasOwn(SETTINGS, name);

/**
 * The settings of one Worker from its environment: read once, at the door. What another Worker reads is left at its default.
 *
 * @throws WrongSetting with one sentence for each wrong value: what was given, and what is allowed
 */
export function readSettings(worker: Worker, env: Readonly<Record<string, unknown>>): Settings {
  const values: Record<string, unknown> = {};
  const wrong: string[] = [];
  for (const [name, { of, reads, allowed, ...rest }] of Object.entries(SETTINGS)) {
    const given = (of as readonly Worker[]).includes(worker) ? env[name] : undefined;
    const read = reads.safeParse(given);
    if (read.success) values[name] = read.data;
    else {
      const shown = "secret" in rest ? "what was given" : JSON.stringify(given);
      wrong.push(`${name} is ${shown}; allowed: ${allowed.replaceAll("`", "")}.`);
    }
  }
  if (wrong.length > 0) throw new WrongSetting(wrong.join(" "));
  return values as Settings;
}

/** What the variables of a wrangler.toml section say that no Worker of its reads: a typing error, or a setting of the past. */
export const unknownSettings = (
  workers: readonly Worker[],
  vars: Readonly<Record<string, unknown>>,
): string[] =>
  Object.keys(vars).filter(
    (name) =>
      !isName(name) || !(SETTINGS[name].of as readonly Worker[]).some((of) => workers.includes(of)),
  );
