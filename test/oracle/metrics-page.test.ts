import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { catalog } from "../../schema/sla/catalog.ts";
import { DEFAULT_POLICY } from "../../schema/sla/policy.ts";
import { QUALITIES, SLIS } from "../../schema/wire/policy.ts";
import { idOf, PAGE_NAME, PAGE_TEXT, PAGE_WORDS, saidOnce, tableUnder } from "./metrics-page.ts";

const cases = readFileSync(new URL("../../docs/worked-cases.md", import.meta.url), "utf8");

describe.skipIf(PAGE_TEXT === "")(PAGE_NAME, () => {
  it("gives the qualities and the weights of the policy", () => {
    const rows = tableUnder("| quality q (ppm, rounded down)").map(([name, weight]) => [
      idOf(name!),
      Number(weight),
    ]);
    expect(rows.map(([name]) => name)).toEqual([...QUALITIES]);
    expect(Object.fromEntries(rows)).toEqual(DEFAULT_POLICY.weights);
  });

  it("gives the SLIs and the objectives of the policy", () => {
    const rows = tableUnder("| SLI | good ÷ valid").map(([name, , slo]) => [
      idOf(name!),
      Number(/≥ (\d+) %/.exec(slo!)?.[1]) * 10_000,
    ]);
    expect(rows.map(([name]) => name)).toEqual([...SLIS]);
    expect(Object.fromEntries(rows)).toEqual(DEFAULT_POLICY.slos);
  });

  it("gives the targets of the policy, as the worked cases do", () => {
    const { fps, first_frame_ms, first_output_ms, e2e_ms, jitter_ppm } = DEFAULT_POLICY.default;
    expect(PAGE_WORDS).toContain(
      `target ${fps} fps, prompt-to-first-frame ${first_frame_ms} ms, first output ${first_output_ms} ms, E2E ${e2e_ms} ms, jitter ${jitter_ppm / 1e6}`,
    );
    const words = cases.replaceAll(/\s+/g, " ");
    expect(words).toContain(
      `${fps} fps, ${first_frame_ms} ms, ${first_output_ms} ms, ${e2e_ms} ms.`,
    );
    expect(words).toContain(`Weights: ${Object.values(DEFAULT_POLICY.weights).join(", ")}.`);
  });

  it("gives the lower bounds that the worked cases have", () => {
    for (const ppm of saidOnce(/30 of 30 perfect gives (\d+) ppm, 1 of 1 gives (\d+)/))
      expect(cases).toContain(`${ppm.slice(0, 3)} ${ppm.slice(3)} ppm`);
  });

  it("names no metric that the catalog does not explain", () => {
    const known = catalog.metrics
      .flatMap(({ id, name }) => [id, name])
      .map((word) => word.toLowerCase().replaceAll(/[ _-]+/g, " "));
    const named = tableUnder("| metric | unit | evidence").flatMap(([cell]) => cell!.split(","));
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
