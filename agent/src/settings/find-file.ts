import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Refusal } from "../refusal.ts";

/** Names the file, as the flag `--config` does. */
export const CONFIG_VARIABLE = "LIVEPEER_SLA_CONFIG";

/** Where the file is by default. */
export const defaultConfigPath = (home: string): string =>
  join(home, ".livepeer-sla-agent", "config.toml");

/**
 * The settings file: the one that the flag names, else the environment, else the default one where there is one.
 *
 * @throws Refusal for a file that was named and cannot be read
 */
export function findSettingsFile(
  flag: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): { path: string; text: string } | null {
  const named = flag ?? (env[CONFIG_VARIABLE] || undefined);
  const path = named ?? defaultConfigPath(home);
  try {
    return { path, text: readFileSync(path, "utf8") };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (named === undefined && (code === "ENOENT" || code === "ENOTDIR")) return null;
    throw new Refusal(`the settings file ${path} cannot be read: ${code}`);
  }
}
