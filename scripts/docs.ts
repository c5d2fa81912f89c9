import { readFileSync, writeFileSync } from "node:fs";
import { settingsTable } from "./docs/settings-table.ts";

/** Writes the parts of docs/ that are made from code, between their marks. Run the formatter afterwards. */
const PAGE = "docs/configuration.md";
const page = readFileSync(PAGE, "utf8");
writeFileSync(
  PAGE,
  page.replace(
    /(<!-- settings -->\n)[^]*?(<!-- end -->)/,
    (_, from: string, to: string) => `${from}\n${settingsTable()}\n\n${to}`,
  ),
);
