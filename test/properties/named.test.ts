import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { applyPlant } from "../plants/apply.ts";
import { acList, type Ran } from "../support/ac-list.ts";
import { PROPERTIES } from "../support/properties.ts";

const ROOT = join(import.meta.dirname, "../..");
const tests = globSync("test/**/*.test.ts", { cwd: ROOT }).map((file) =>
  readFileSync(`${ROOT}/${file}`, "utf8"),
);

// METRICS.md §6. Those without a law in this folder are tested where their collector, route or import is.
it.each(PROPERTIES)("has a test whose name begins with %s", (name) => {
  const named = new RegExp(`\\bit(\\.each\\([^)]*\\))?\\(\\s*["'\`](AC\\d\\d, )*${name}\\b`);
  expect(tests.some((text) => named.test(text))).toBe(true);
});

// `npm run test:plants` expects each to be caught. Where one no longer applies, it makes it anew with `-- --refresh`.
it.each(PROPERTIES)("has one fault of %s to plant, and it applies to this tree", async (name) => {
  const patch = join(ROOT, `test/plants/${name}.patch`);
  expect(readFileSync(patch, "utf8").match(/^--- a\/.+\n\+\+\+ b\/.+\n@@/gm)).toHaveLength(1);
  await expect(applyPlant(ROOT, patch, "--check")).resolves.toBeDefined();
});

describe("the list of properties", () => {
  const all: Ran[] = PROPERTIES.map((name) => ({ name: `${name}: holds`, state: "passed" }));

  it("has a line for each of AC01 to AC26, with the tests whose names begin with it", () => {
    const more: Ran[] = [
      { name: "AC01, AC02: hold together", state: "failed" },
      { name: "AC02 waits", state: "skipped" },
      { name: "has AC03 in the middle", state: "failed" },
    ];
    const { lines, missing } = acList([...all, ...more], true);
    expect(lines).toHaveLength(26);
    expect(lines.slice(0, 3)).toEqual([
      "AC01  1 passed, 1 failed",
      "AC02  1 passed, 1 failed, 1 skipped",
      "AC03  1 passed",
    ]);
    expect(missing).toEqual([]);
  });

  it("misses a property whose tests are gone or all skipped, in a run of everything alone", () => {
    const some: Ran[] = [...all.slice(2), { name: "AC02: waits", state: "skipped" }];
    expect(acList(some, true).missing).toEqual(["AC01", "AC02"]);
    expect(acList(some, true).lines.slice(0, 2)).toEqual([
      "AC01  no test ran",
      "AC02  no test ran",
    ]);
    expect(acList(some, false)).toMatchObject({ missing: [], lines: { length: 24 } });
  });
});
