import { globSync, readFileSync } from "node:fs";

/** A fenced block of a page: its language, what its first line says besides, and its text. */
export type Block = Readonly<{
  file: string;
  line: number;
  language: string;
  mark: string;
  text: string;
}>;

/** Pages for people. Decision records say what was, and are not run. */
export const PAGES: readonly string[] = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  ...globSync("docs/**/*.md").filter((file) => !file.startsWith("docs/adr/")),
].sort();

/** The fenced blocks of a page, in order. */
export function blocksOf(file: string, text = readFileSync(file, "utf8")): Block[] {
  return [...text.matchAll(/^```(\w+)[ \t]*([^\n]*)\n([^]*?)^```$/gm)].map((found) => ({
    file,
    line: text.slice(0, found.index).split("\n").length,
    language: found[1] ?? "",
    mark: (found[2] ?? "").trim(),
    text: found[3] ?? "",
  }));
}

/** Why a shell block may stay unrun here: what it takes that no test has. */
const NEEDS = ["needs=account", "needs=node", "needs=kafka"];

/** What a shell block must say of itself: `tested`, `elsewhere=<the test that runs it>`, or what it needs that no test has. */
export function isMarked({ mark }: Block, exists: (file: string) => boolean): boolean {
  if (mark === "tested" || NEEDS.includes(mark)) return true;
  const [, elsewhere] = /^elsewhere=(\S+)$/.exec(mark) ?? [];
  return elsewhere !== undefined && exists(elsewhere);
}
