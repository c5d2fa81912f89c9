import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { useDashboard } from "./browser.ts";
import { CHROMIUM } from "./chromium.ts";
import { NETWORK } from "./seeded-windows.ts";

const failing = NETWORK[1]?.address;

/** Elements that a test watches. */
declare global {
  var watched: Element[];
}

/** What each page cannot do without: it shows numbers as soon as that is there, whatever else is still missing. */
const ESSENTIAL = [
  ["/", "/v1/orchestrators?"],
  ["/orchestrators", "/v1/orchestrators?"],
  [`/orchestrators/${failing}`, "/v1/sla/compliance?"],
  ["/jobs", "/v1/jobs?"],
] as const;

describe.skipIf(CHROMIUM === undefined)("how the dashboard feels", () => {
  const { open } = useDashboard();

  it.each(ESSENTIAL)("shows numbers on %s from its first answer: %s", async (path, essential) => {
    const page = await open("/icon-of-nothing");
    const asked: string[] = [];
    await page.route("**/v1/**", (route) => {
      const { pathname, search } = new URL(route.request().url());
      asked.push(`${pathname}${search}`);
      // Everything else stays without an answer.
      return `${pathname}${search}`.startsWith(essential) ? route.continue() : undefined;
    });
    await page.goto(path);
    await page.locator("main .fig:not(.unknown)").first().waitFor();
    // It was asked for at once, with what does not wait for it, and each question once.
    expect(asked.filter((url) => url.startsWith(essential))).toHaveLength(1);
    expect(asked.length).toBeLessThanOrEqual(8);
    expect(new Set(asked).size).toBe(asked.length);
  });

  it("asks for its data without waiting for more than its own script and style", async () => {
    const page = await open("/about");
    // Nothing else is answered: what is asked even so waits for none of it.
    const isData = (url: string) => url.includes("/v1/orchestrators?");
    await page.route("**/v1/**", (route) =>
      isData(route.request().url()) ? route.continue() : undefined,
    );
    const asked = page.waitForRequest((request) => isData(request.url()));
    await page.goto("/orchestrators");
    await asked;
    const paths = await page.evaluate(() =>
      (performance.getEntriesByType("resource") as PerformanceResourceTiming[])
        .filter(({ name, responseEnd }) => responseEnd > 0 && !name.includes("/v1/orchestrators"))
        .map(({ name }) => new URL(name).pathname),
    );
    expect(paths.filter((path) => !/\.(js|css|svg)$/.test(path))).toEqual([]);
    expect(paths.length).toBeLessThanOrEqual(4);
  });

  it.each([
    ["/orchestrators", ".orchestrators tbody tr", "/v1/orchestrators?"],
    [`/orchestrators/${failing}`, ".slos tbody tr, .plot canvas", "/v1/sla/compliance?"],
  ])("refreshes %s without taking anything away", async (path, selector, route) => {
    const page = await open("/about");
    await page.clock.install();
    await page.goto(path);
    await page.locator(selector).first().waitFor();
    await page.locator(".chart canvas, .orchestrators .fig").first().waitFor();
    await settled(page);
    const count = await page.evaluate((of) => {
      globalThis.watched = [...document.querySelectorAll(of)];
      return globalThis.watched.length;
    }, selector);
    expect(count).toBeGreaterThan(1);
    const again = page.waitForResponse((response) => response.url().includes(route));
    await page.clock.fastForward(16_000);
    await again;
    await settled(page);
    expect(await page.evaluate(() => globalThis.watched.every((each) => each.isConnected))).toBe(
      true,
    );
    expect(await page.locator("main .old, main .bone").count()).toBe(0);
  });
});

/** Waits until nothing more is asked and what came is drawn. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
  await page.clock.runFor(200);
}
