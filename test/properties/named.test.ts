import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const NAMES = Array.from({ length: 26 }, (_, i) => `AC${String(i + 1).padStart(2, "0")}`);
const ROOT = new URL("../..", import.meta.url).pathname;
const tests = globSync("test/**/*.test.ts", { cwd: ROOT }).map((file) =>
  readFileSync(`${ROOT}/${file}`, "utf8"),
);

// METRICS.md §6. Those without a law in this folder are tested where their collector, route or import is.
it.each(NAMES)("%s is tested by its name, and has a fault that its test must catch", (name) => {
  expect(tests.some((text) => new RegExp(`["'\`]${name}\\b`).test(text))).toBe(true);
  expect(readFileSync(`${ROOT}/test/plants/${name}.patch`, "utf8")).toMatch(
    /^--- a\/.+\n\+\+\+ b\/.+\n@@/,
  );
});
