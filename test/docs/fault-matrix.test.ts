import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const FOLDERS = { scraper: "test/workers/scraper", schema: "test/schema/sla" } as const;

/** `file`: title, of every row of the table. */
const named = [
  ...readFileSync("docs/fault-matrix.md", "utf8").matchAll(
    /`(scraper|schema)\/([^`]+)`: (.+?) *\|$/gm,
  ),
].map(([, folder, file, title]) => ({
  file: `${FOLDERS[folder as keyof typeof FOLDERS]}/${file}`,
  title: title ?? "",
}));

it("names tests that there are, each with its row in its title", () => {
  expect(named.length).toBeGreaterThan(15);
  const missing = named.filter(
    ({ file, title }) => !readFileSync(file, "utf8").includes(`"${title}"`),
  );
  expect(missing).toEqual([]);
  expect(named.filter(({ title }) => !/\brow [A-Z]/.test(title))).toEqual([]);
});

it("names every test of the scraper that injects one of its rows", () => {
  const titles = new Set(named.map(({ title }) => title));
  const files = readdirSync(FOLDERS.scraper).filter((file) => file.endsWith(".test.ts"));
  const unnamed = files.flatMap((file) =>
    [
      ...readFileSync(`${FOLDERS.scraper}/${file}`, "utf8").matchAll(
        /"((?:AC\d\d, )?row [A-Z][^"]*)"/g,
      ),
    ]
      .map(([, title]) => title ?? "")
      .filter((title) => !titles.has(title)),
  );
  expect(unnamed).toEqual([]);
});
