import { type BrowserServer, chromium } from "playwright-core";
import type { TestProject } from "vitest/node";
import { buildDashboard } from "../../scripts/dashboard/build.ts";
import { CHROMIUM, HOW_TO_RUN } from "./chromium.ts";
import { type Stack, seededStack } from "./stack.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the seeded deployment answers. */
    dashboardUrl: string;
    /** Where the one Chromium of these tests is spoken to. */
    browserUrl: string;
  }
}

let stack: Stack | null = null;
let browser: BrowserServer | null = null;

/** Builds the dashboard and starts one deployment for all of its tests. */
export async function setup({ provide }: TestProject): Promise<void> {
  if (CHROMIUM === undefined) {
    console.warn(`test/dashboard is skipped: ${HOW_TO_RUN}`);
    provide("dashboardUrl", "");
    provide("browserUrl", "");
    return;
  }
  await buildDashboard();
  const started = await Promise.allSettled([
    seededStack(),
    chromium.launchServer({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] }),
  ]);
  stack = started[0].status === "fulfilled" ? started[0].value : null;
  browser = started[1].status === "fulfilled" ? started[1].value : null;
  if (stack === null || browser === null) {
    // What has started would keep the run from ending.
    await teardown();
    throw new Error(
      JSON.stringify(
        started.flatMap((of) => (of.status === "rejected" ? [String(of.reason)] : [])),
      ),
    );
  }
  provide("dashboardUrl", stack.url);
  provide("browserUrl", browser.wsEndpoint());
}

export async function teardown(): Promise<void> {
  await browser?.close();
  await stack?.close();
}
