import { SETTINGS } from "../../workers/config/settings.ts";

const HEAD = ["name", "read by", "default", "allowed", "meaning"];
const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

/** The table of docs/configuration.md, as Markdown that is not aligned yet. */
export const settingsTable = (): string =>
  [
    row(HEAD),
    row(HEAD.map(() => "---")),
    ...Object.entries(SETTINGS).map(([name, { of, byDefault, allowed, meaning, ...rest }]) =>
      row([
        `\`${name}\`${"secret" in rest ? " (secret)" : ""}`,
        of.join(", "),
        byDefault,
        allowed,
        meaning,
      ]),
    ),
  ].join("\n");
