import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest";

/** What a test file asks of the browser. */
export type Dashboard = Readonly<{
  /** A page of its own, at the seeded deployment unless `baseURL` names another. `first` runs in it before its own scripts. */
  open: (path: string, options?: BrowserContextOptions, first?: () => void) => Promise<Page>;
  /** An answer of the seeded deployment's API, as data: what a page has to show. */
  api: (path: string) => Promise<any>;
}>;

/**
 * The headless Chromium, for a test file. Each test fails when a script throws, when the page's policy forbids something, or
 * when another host is asked.
 */
export function useDashboard(): Dashboard {
  let browser: Browser;
  let faults: string[] = [];
  const url = inject("dashboardUrl");
  beforeAll(async () => {
    browser = await chromium.connect(inject("browserUrl"));
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    for (const context of browser.contexts()) {
      for (const page of context.pages()) await page.unrouteAll({ behavior: "ignoreErrors" });
      await context.close();
    }
    const found = faults;
    faults = [];
    expect(found).toEqual([]);
  });
  return {
    open: async (path, options = {}, first) => {
      const baseURL = options.baseURL ?? url;
      const context = await browser.newContext({
        viewport: { width: 1440, height: 900 },
        reducedMotion: "reduce",
        ...options,
        baseURL,
      });
      const page = await context.newPage();
      page.on("pageerror", ({ message }) => faults.push(message));
      page.on("console", (line) => {
        if (/Content Security Policy|Refused to/i.test(line.text())) faults.push(line.text());
      });
      page.on("request", (request) => {
        if (!request.url().startsWith(baseURL)) faults.push(`asked ${request.url()}`);
      });
      if (first) await page.addInitScript(first);
      await page.goto(path);
      return page;
    },
    api: async (path) => {
      const reply = await fetch(`${url}${path}`);
      if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
      return reply.json();
    },
  };
}
