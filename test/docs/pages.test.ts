import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { blocksOf, isMarked, PAGES } from "./blocks.ts";

it("says of every command where it is run", () => {
  const unmarked = PAGES.flatMap((page) => blocksOf(page))
    .filter(({ language }) => ["sh", "bash"].includes(language))
    .filter((block) => !isMarked(block, existsSync))
    .map(({ file, line, mark }) => `${file}:${line} is marked "${mark}"`);
  expect(unmarked).toEqual([]);
});

it("links to files that exist, and to headings that they have", () => {
  const slug = (heading: string) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, "")
      .trim()
      .replaceAll(" ", "-");
  const broken = PAGES.flatMap((page) => {
    const prose = readFileSync(page, "utf8").replaceAll(/^```[^]*?^```$/gm, "");
    return [...prose.matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].flatMap(
      ([, to = "", heading]) => {
        const file = to === "" ? page : join(dirname(page), to);
        if (!existsSync(file)) return [`${page}: ${to}`];
        if (heading === undefined) return [];
        const headings = [...readFileSync(file, "utf8").matchAll(/^#+ (.+)$/gm)].map(
          ([, text = ""]) => slug(text),
        );
        return headings.includes(heading) ? [] : [`${page}: ${to}#${heading}`];
      },
    );
  });
  expect(broken).toEqual([]);
});

it("lists every page", () => {
  const index = readFileSync("docs/README.md", "utf8");
  const pages = PAGES.filter((page) => page.startsWith("docs/") && page !== "docs/README.md");
  expect(pages.filter((page) => !index.includes(`(${page.slice("docs/".length)})`))).toEqual([]);
});
