import { parse, TomlError } from "smol-toml";
import { Refusal } from "../refusal.ts";
import { SECTIONS, sectionOf, SETTING_NAMES, type SettingName } from "./settings.ts";

/** What a file sets, unchecked, by the setting's name. */
export type FileValues = Readonly<Partial<Record<SettingName, unknown>>>;

/**
 * The settings in a TOML file.
 *
 * @param path  for messages
 * @throws Refusal for what is not TOML, with line and column, and for a name that is no setting
 */
export function readSettingsFile(text: string, path: string): FileValues {
  const values: Partial<Record<SettingName, unknown>> = {};
  for (const [section, settings] of Object.entries(parseToml(text, path))) {
    if (!isTable(settings)) {
      values[nameIn("", section, path)] = settings;
      continue;
    }
    if (!(section in SECTIONS) || section === "")
      throw new Refusal(`${path}: there is no section [${section}]; ${known()}`);
    for (const [name, value] of Object.entries(settings))
      values[nameIn(section, name, path)] = value;
  }
  return values;
}

function parseToml(text: string, path: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [what] = error.message.split("\n");
    throw new Refusal(`${path}:${error.line}:${error.column}: ${what}`);
  }
}

function nameIn(section: string, name: string, path: string): SettingName {
  const found = SETTING_NAMES.find((each) => each === name);
  if (found === undefined)
    throw new Refusal(`${path}: there is no setting ${titled(section, name)}; ${known()}`);
  if (sectionOf(found) !== section)
    throw new Refusal(`${path}: ${titled(section, name)} belongs ${placeOf(sectionOf(found))}`);
  return found;
}

const titled = (section: string, name: string): string =>
  section === "" ? name : `${name} in [${section}]`;

const placeOf = (section: string): string =>
  section === "" ? "to the top, above every section" : `into [${section}]`;

const known = (): string => "`livepeer-sla-agent init` writes a file with all that there are";

/** TOML's dates are objects too. */
const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
