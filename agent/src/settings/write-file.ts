import {
  flagOf,
  SECTIONS,
  sectionOf,
  settingOf,
  type SettingName,
  variableOf,
} from "./settings.ts";

const HEADING = `# Settings of livepeer-sla-agent (TOML). A flag is stronger than the environment, that is stronger than this file.
# What is commented out is as by default. Check it with: livepeer-sla-agent doctor
`;

const ABOUT_SECTION: Record<string, string> = {
  listen:
    "# Where it listens. The ingest port and the heartbeat port are on loopback, whatever stands here.",
  registry: "# What its registry entry says beside who it is. See `share` and `delegate`.",
  sources: `# Where facts come from. What is commented out is looked for where such a node has it by default;
# "off" switches a source off. Each fails alone.`,
};

/** A settings file with every setting: given ones set, others as comments. */
export function settingsFile(given: Readonly<Partial<Record<SettingName, unknown>>>): string {
  const sections = Object.entries(SECTIONS).map(([section, settings]) => {
    const lines = (Object.keys(settings) as SettingName[]).map((name) => entry(name, given[name]));
    const head = section === "" ? [] : [ABOUT_SECTION[section] ?? "", `[${section}]`, ""];
    return [...head, ...lines].join("\n");
  });
  return `${HEADING}\n${sections.join("\n\n")}\n`;
}

function entry(name: SettingName, value: unknown): string {
  const { about, example } = settingOf(name);
  const comment = `# ${about} (${flagOf(name)}, ${variableOf(name)})`;
  const line = value === undefined ? `# ${name} = ${toml(example)}` : `${name} = ${toml(value)}`;
  return `${comment}\n${line}`;
}

/** A value as TOML writes it: a basic string is a JSON string. */
const toml = (value: unknown): string => (value === null ? '"off"' : JSON.stringify(value));

/**
 * The same file with one setting set, and every other line as it was: over its line, or in place of the comment that
 * `init` wrote for it, or below its section's head.
 */
export function withSetting(text: string, name: SettingName, value: string | number): string {
  const section = sectionOf(name);
  const lines = text.split("\n");
  const isHead = (line: string) => /^\s*\[/.test(line);
  const head = lines.findIndex((line) => line.replace(/#.*/, "").trim() === `[${section}]`);
  const from = section === "" ? 0 : head + 1;
  const until = lines.findIndex((line, i) => i >= from && isHead(line));
  const to = until === -1 ? lines.length : until;
  const written = `${name} = ${toml(value)}`;
  if (section !== "" && head === -1) return `${text.trimEnd()}\n\n[${section}]\n${written}\n`;
  const inSection = (pattern: RegExp) =>
    lines.findIndex((line, i) => i >= from && i < to && pattern.test(line));
  const set = inSection(new RegExp(`^\\s*${name}\\s*=`));
  const commented = inSection(new RegExp(`^#\\s*${name}\\s*=`));
  const at = set === -1 ? commented : set;
  return at === -1
    ? lines.toSpliced(from, 0, written).join("\n")
    : lines.with(at, written).join("\n");
}
