import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { useDashboard } from "./browser.ts";
import { CHROMIUM } from "./chromium.ts";
import { PAGES } from "./pages.ts";

const ASSETS = "dist/dashboard/assets";

/** The page measures how much it shifts. */
declare global {
  var shifted: number;
}

/** Rules that a page breaks, with the elements that break them. Its policy lets no script in but its own: axe comes by the debugger. */
async function violations(page: Page, rules?: readonly string[]): Promise<unknown[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async (only) => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { axe: here } = globalThis as unknown as { axe: typeof axe };
    const { violations: found } = await here.run(document, { runOnly: only ? [...only] : tags });
    return found.map(({ id, nodes }) => [
      id,
      nodes.slice(0, 3).map(({ html, failureSummary }) => `${html}: ${failureSummary}`),
    ]);
  }, rules);
}

/** What width and theme can change of them. */
const BY_LOOKS = ["color-contrast", "target-size", "scrollable-region-focusable"];

/** Adds up, from the first, what moves by itself. */
const measureShifts = () => {
  globalThis.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as unknown as {
      value: number;
      hadRecentInput: boolean;
    }[])
      if (!entry.hadRecentInput) globalThis.shifted += entry.value;
  }).observe({ type: "layout-shift", buffered: true } as unknown as PerformanceObserverInit);
};

/** What the page takes, with what runs over its right edge. */
const width = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth);

describe.skipIf(CHROMIUM === undefined)("how the dashboard looks", () => {
  const { open, api } = useDashboard();

  it.each(PAGES)(
    "$name breaks no rule of accessibility, light or dark, wide or on a phone, and shifts nothing",
    async ({ path, ready }) => {
      const page = await open(await path(api), { colorScheme: "light" }, measureShifts);
      await page.locator(ready).first().waitFor();
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => globalThis.shifted)).toBeLessThan(0.1);
      await page.emulateMedia({ colorScheme: "dark" });
      await page.setViewportSize({ width: 390, height: 844 });
      await expect.poll(() => width(page)).toBeLessThanOrEqual(390);
      expect(await violations(page, BY_LOOKS)).toEqual([]);
    },
  );

  it.each(PAGES)(
    "$name fits a window that narrows before its charts are drawn anew",
    async ({ path, ready }) => {
      const page = await open(await path(api), {}, () => {
        globalThis.ResizeObserver = class {
          observe() {}
          unobserve() {}
          disconnect() {}
        };
      });
      await page.locator(ready).first().waitFor();
      await page.setViewportSize({ width: 390, height: 844 });
      await expect.poll(() => width(page)).toBeLessThanOrEqual(390);
    },
  );

  it("is dark where the system is, and light where that was chosen, over a reload", async () => {
    const page = await open("/about", { colorScheme: "dark" });
    const ground = (of: Page) =>
      of.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const dark = await ground(page);
    await page.getByRole("button", { name: "Theme: auto" }).click();
    await page.getByRole("button", { name: "Theme: light" }).waitFor();
    await expect.poll(() => ground(page)).not.toBe(dark);
    await page.reload();
    await page.getByRole("button", { name: "Theme: light" }).waitFor();
    await expect.poll(() => ground(page)).not.toBe(dark);
    const embed = await open("/embed/network?theme=dark", { colorScheme: "light" });
    await expect.poll(() => ground(embed)).toBe(dark);
  });

  it("is at most 120 kB of script, gzipped", () => {
    const scripts = readdirSync(ASSETS).filter((name) => name.endsWith(".js"));
    const bytes = scripts.map((name) => gzipSync(readFileSync(join(ASSETS, name))).length);
    expect(bytes.length).toBeGreaterThan(0);
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(120_000);
  });
});
