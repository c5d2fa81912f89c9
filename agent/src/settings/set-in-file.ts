import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { Refusal } from "../refusal.ts";
import { type FileValues, readSettingsFile } from "./read-file.ts";
import type { SettingName } from "./settings.ts";
import { settingsFile, withSetting } from "./write-file.ts";

/**
 * Writes settings into the file, or makes one. Every other line stays as it was.
 *
 * @throws Refusal where the file is written in a way that cannot be edited line by line; it is left alone
 */
export function setInFile(
  path: string,
  values: Readonly<Partial<Record<SettingName, string>>>,
): void {
  const before = existsSync(path) ? readFileSync(path, "utf8") : settingsFile({});
  const expected: FileValues = { ...readSettingsFile(before, path), ...values };
  const after = Object.entries(values).reduce(
    (text, [name, value]) => withSetting(text, name as SettingName, value),
    before,
  );
  const found = readSettingsFile(after, path);
  const same = Object.keys({ ...expected, ...found }).every(
    (name) =>
      JSON.stringify(found[name as SettingName]) === JSON.stringify(expected[name as SettingName]),
  );
  if (!same)
    throw new Refusal(
      `${path} cannot be edited: set ${Object.keys(values).join(" and ")} in it by hand`,
    );
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, after);
}
