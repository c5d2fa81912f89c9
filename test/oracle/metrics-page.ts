import { existsSync, readFileSync } from "node:fs";

const PAGE = new URL("../../../shared/METRICS.md", import.meta.url);

/** The page that defines the numbers. It is no part of the project: empty where it is not beside it. */
export const PAGE_TEXT = existsSync(PAGE) ? readFileSync(PAGE, "utf8") : "";
export const PAGE_WORDS = PAGE_TEXT.replaceAll(/\s+/g, " ");

/** What a test of the page is called, with why it does not run where there is none. */
export const PAGE_NAME = `METRICS.md${PAGE_TEXT === "" ? ", skipped: there is none in ../shared" : ""}`;

/** The cells of the table under a header that begins so. */
export function tableUnder(header: string): string[][] {
  const [, rows = ""] = PAGE_TEXT.split(header);
  return rows
    .slice(rows.indexOf("\n|---"))
    .split("\n")
    .slice(2)
    .join("\n")
    .split("\n\n", 1)[0]!
    .split("\n")
    .filter((row) => row.startsWith("|"))
    .map((row) =>
      row
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** The groups that the page's words match, once and nowhere else. @throws where they do not */
export function saidOnce(pattern: RegExp): string[] {
  const found = [...PAGE_WORDS.matchAll(new RegExp(pattern, "g"))];
  if (found.length !== 1) throw new Error(`the page says ${pattern} ${found.length} times`);
  return found[0]!.slice(1);
}

/** A quality's or an SLI's name in the code, from its name on the page. */
export const idOf = (name: string): string =>
  name.toLowerCase().replace(" latency", "").replaceAll(/[ -]/g, "_");
