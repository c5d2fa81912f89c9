import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { catalog } from "../../schema/sla/catalog.ts";
import { DEFAULT_POLICY } from "../../schema/sla/policy.ts";
import { scoreLowPpm } from "../../schema/sla/score-low.ts";
import { QUALITIES, SLIS } from "../../schema/wire/policy.ts";

const PAGE = new URL("../../../shared/METRICS.md", import.meta.url);
const text = existsSync(PAGE) ? readFileSync(PAGE, "utf8") : "";
const cases = readFileSync(new URL("../../docs/worked-cases.md", import.meta.url), "utf8");

/** The cells of the table under a header that begins so. */
const table = (header: string): string[][] => {
  const [, rows = ""] = text.split(`${header}`);
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
};
const idOf = (name: string): string =>
  name.toLowerCase().replace(" latency", "").replaceAll(/[ -]/g, "_");

// The page that defines the numbers is not part of the project.
describe.skipIf(text === "")("METRICS.md (../shared)", () => {
  it("gives the qualities and the weights of the policy", () => {
    const rows = table("| quality q (ppm, rounded down)").map(([name, weight]) => [
      idOf(name!),
      Number(weight),
    ]);
    expect(rows.map(([name]) => name)).toEqual([...QUALITIES]);
    expect(Object.fromEntries(rows)).toEqual(DEFAULT_POLICY.weights);
  });

  it("gives the SLIs and the objectives of the policy", () => {
    const rows = table("| SLI | good ÷ valid").map(([name, , slo]) => [
      idOf(name!),
      Number(/≥ (\d+) %/.exec(slo!)?.[1]) * 10_000,
    ]);
    expect(rows.map(([name]) => name)).toEqual([...SLIS]);
    expect(Object.fromEntries(rows)).toEqual(DEFAULT_POLICY.slos);
  });

  it("gives the targets of the policy, as the worked cases do", () => {
    const { fps, first_frame_ms, first_output_ms, e2e_ms, jitter_ppm } = DEFAULT_POLICY.default;
    expect(text.replaceAll(/\s+/g, " ")).toContain(
      `target ${fps} fps, prompt-to-first-frame ${first_frame_ms} ms, first output ${first_output_ms} ms, E2E ${e2e_ms} ms, jitter ${jitter_ppm / 1e6}`,
    );
    const words = cases.replaceAll(/\s+/g, " ");
    expect(words).toContain(
      `${fps} fps, ${first_frame_ms} ms, ${first_output_ms} ms, ${e2e_ms} ms.`,
    );
    expect(words).toContain(`Weights: ${Object.values(DEFAULT_POLICY.weights).join(", ")}.`);
  });

  it("gives the lower bounds that the worked cases and the code have", () => {
    expect(text).toContain("30 of 30 perfect gives 917275 ppm, 1 of 1 gives 269865");
    expect(text).toContain("Z = 2705543");
    expect([scoreLowPpm(30e6, 30), scoreLowPpm(1e6, 1)]).toEqual([917_275, 269_865]);
    expect(cases).toContain("917 275 ppm");
    expect(cases).toContain("269 865 ppm");
  });

  it("names no metric that the catalog does not explain", () => {
    const known = catalog.metrics
      .flatMap(({ id, name }) => [id, name])
      .map((word) => word.toLowerCase().replaceAll(/[ _-]+/g, " "));
    const named = table("| metric | unit | evidence").flatMap(([cell]) => cell!.split(","));
    expect(named.length).toBeGreaterThan(18);
    const words = (name: string) =>
      name
        .toLowerCase()
        .replaceAll(/[()]/g, "")
        .split(/[ /-]+/)
        .filter((word) => word.length > 2);
    const missing = named.filter(
      (name) => !known.some((each) => words(name).every((word) => each.includes(word))),
    );
    // One row of the page, two metrics of the catalog; and a word in brackets.
    expect(missing).toEqual([]);
  });
});
