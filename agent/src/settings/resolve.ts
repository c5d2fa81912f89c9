import { join } from "node:path";
import { Refusal } from "../refusal.ts";
import { readSettingsFile } from "./read-file.ts";
import {
  flagOf,
  type Given,
  SETTING_NAMES,
  sectionOf,
  settingOf,
  type SettingName,
  variableOf,
} from "./settings.ts";

/** Where a value came from, strongest first. */
export type Origin = "flag" | "environment" | "file";

/** What an operator may have said, in all three places. */
export type Said = Readonly<{
  flags: Readonly<Partial<Record<SettingName, unknown>>>;
  env: Readonly<Record<string, string | undefined>>;
  file: Readonly<{ path: string; text: string }> | null;
  /** The folder of the user, under which the store is by default. */
  home: string;
}>;

/** What holds where nobody said otherwise. */
export type Settings = Given &
  Readonly<Record<"store" | "host", string>> &
  Readonly<Record<"port" | "ingest_port", number>>;

/** The settings that hold, and which of them somebody gave, and where. */
export type Resolved = Readonly<{
  settings: Settings;
  origins: Readonly<Partial<Record<SettingName, Origin>>>;
  /** The file that was read. */
  file: string | null;
}>;

/**
 * Flags over environment over file over defaults. An empty variable counts as absent.
 *
 * @throws Refusal that names each bad value, where it came from, and what was expected
 */
export function resolveSettings({ flags, env, file, home }: Said): Resolved {
  const inFile = file === null ? {} : readSettingsFile(file.text, file.path);
  const given: Partial<Record<SettingName, unknown>> = {};
  const origins: Partial<Record<SettingName, Origin>> = {};
  const faults: string[] = [];
  for (const name of SETTING_NAMES) {
    const variable = variableOf(name);
    const candidates: [Origin, unknown, string][] = [
      ["flag", flags[name], `the flag ${flagOf(name)}`],
      ["environment", env[variable] || undefined, `the environment, ${variable}`],
      ["file", inFile[name], `${file?.path}, ${placeIn(name)}`],
    ];
    const strongest = candidates.find(([, value]) => value !== undefined);
    if (strongest === undefined) continue;
    const [origin, value, place] = strongest;
    const { schema, expected } = settingOf(name);
    const parsed = schema.safeParse(value);
    if (parsed.success) {
      given[name] = parsed.data;
      origins[name] = origin;
    } else
      faults.push(`${name}: expected ${expected}, not ${JSON.stringify(value)} (from ${place})`);
  }
  if (given.events === "-" && given.node_log === "-")
    faults.push("events and node_log: only one of them can be read from standard input");
  if (faults.length > 0) throw new Refusal(faults.join("\n"));
  const defaults = {
    store: join(home, ".livepeer-sla-agent"),
    host: "127.0.0.1",
    port: 9480,
    ingest_port: 9481,
  };
  return {
    settings: { ...defaults, ...(given as Given) } as Settings,
    origins,
    file: file?.path ?? null,
  };
}

const placeIn = (name: SettingName): string =>
  sectionOf(name) === "" ? name : `[${sectionOf(name)}] ${name}`;
