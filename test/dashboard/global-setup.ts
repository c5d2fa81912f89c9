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
  [stack, browser] = await Promise.all([
    seededStack(),
    chromium.launchServer({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] }),
  ]);
  provide("dashboardUrl", stack.url);
  provide("browserUrl", browser.wsEndpoint());
}

export async function teardown(): Promise<void> {
  await browser?.close();
  await stack?.close();
}
