import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { useDashboard } from "./browser.ts";
import { CHROMIUM } from "./chromium.ts";
import { NETWORK } from "./seeded-windows.ts";

const [perfect, failing, slow, unseen] = NETWORK.map(({ address }) => String(address));

/** Addresses in the order in which the table has them. */
const order = (page: Page): Promise<(string | null)[]> =>
  page
    .locator(".orchestrators tbody .address")
    .evaluateAll((links) => links.map((link) => link.getAttribute("title")));

const ready = (page: Page) => page.locator(".orchestrators .fig").first().waitFor();

describe.skipIf(CHROMIUM === undefined)("browsing the dashboard", () => {
  const { open } = useDashboard();

  it("sorts by a column, the other way by a second click, and back by the back button", async () => {
    const page = await open("/orchestrators");
    await ready(page);
    await expect.poll(() => order(page)).toEqual([perfect, unseen, failing, slow]);
    await page.getByRole("link", { name: "Orchestrator", exact: true }).click();
    await page.waitForURL("**/orchestrators?sort=address&dir=up");
    await expect.poll(() => order(page)).toEqual([perfect, failing, slow, unseen]);
    await page.getByRole("link", { name: "Orchestrator" }).and(page.locator(".sort")).click();
    await page.waitForURL("**/orchestrators?sort=address");
    await expect.poll(() => order(page)).toEqual([unseen, slow, failing, perfect]);
    await page.goBack();
    await page.waitForURL("**/orchestrators?sort=address&dir=up");
    await expect.poll(() => order(page)).toEqual([perfect, failing, slow, unseen]);
    await page.locator('th[aria-sort="ascending"]').waitFor();
  });

  it("narrows by workflow, region and address, and keeps that over a reload and in a shared link", async () => {
    const page = await open("/orchestrators");
    await ready(page);
    await page.getByLabel("Workflow").selectOption("live-video-to-video/comfystream");
    await page.getByLabel("Region").selectOption("sin");
    await expect.poll(async () => (await order(page)).toSorted()).toEqual([slow, unseen]);
    await page.getByLabel("Address").fill("0xCC");
    await expect.poll(() => order(page)).toEqual([slow]);
    await page.reload();
    await ready(page);
    await expect.poll(() => order(page)).toEqual([slow]);
    const { pathname, search } = new URL(page.url());
    const shared = await open(`${pathname}${search}`);
    await ready(shared);
    await expect.poll(() => order(shared)).toEqual([slow]);
    expect(await shared.getByLabel("Address").inputValue()).toBe("0xCC");
    await shared.getByLabel("Address").fill("0xnobody");
    await shared
      .getByRole("heading", { name: "No orchestrator is left by these filters" })
      .waitFor();
    await shared.getByRole("link", { name: "Show all 4" }).click();
    await ready(shared);
    await expect.poll(() => order(shared)).toHaveLength(NETWORK.length);
  });

  it("carries the period from the list to an orchestrator, and on to its jobs and their evidence", async () => {
    const page = await open("/orchestrators?period=7d");
    await ready(page);
    await page.locator(`a[href*="${failing}"]`).click();
    await page.waitForURL(`**/orchestrators/${failing}?period=7d`);
    await page.getByRole("link", { name: "Its jobs" }).click();
    await page.locator(".jobs .fig").first().waitFor();
    expect(page.url()).toContain(`orchestrator=${failing}`);
    await expect.poll(() => page.locator(".jobs tbody tr").count()).toBe(NETWORK[1]?.jobs);
  });

  it("goes by the keyboard alone: to the table, along its numbers, to their explanations, and away", async () => {
    const page = await open("/orchestrators");
    await ready(page);
    await page.keyboard.press("Tab");
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.textContent))
      .toBe("Skip to the numbers");
    await page.keyboard.press("Enter");
    const inTable = () => page.evaluate(() => document.activeElement?.matches("td .fig") ?? false);
    for (let stop = 0; stop < 40 && !(await inTable()); stop++) await page.keyboard.press("Tab");
    const focused = () =>
      page.evaluate(() => (document.activeElement as HTMLElement).dataset["metric"]);
    await expect.poll(focused).toBe("score");
    await page.keyboard.press("ArrowRight");
    await expect.poll(focused).toBe("score_low");
    const tooltip = page.getByRole("tooltip");
    for (const said of ["Score low", "Wilson", "points", "decided jobs", "UTC", "all evidence"])
      await expect.poll(() => tooltip.innerText()).toContain(said);
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute("aria-describedby")))
      .toBe("explanation");
    await page.keyboard.press("Escape");
    await tooltip.waitFor({ state: "detached" });
    await page.keyboard.press("ArrowDown");
    await expect.poll(focused).toBe("score_low");
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.closest("tr")?.rowIndex))
      .toBe(2);
    await page.keyboard.press("Tab");
    await expect.poll(inTable).toBe(false);
  });

  it("explains each number of the network by hover", async () => {
    const page = await open("/");
    await page.locator(".heatmap .fig").first().waitFor();
    for (const figure of await page.locator(".tile .fig").all()) {
      await figure.hover();
      // Its definition comes with the catalog, which the numbers do not wait for.
      const length = async () => (await page.getByRole("tooltip").innerText()).length;
      await expect.poll(length).toBeGreaterThan(60);
    }
  });
});
