import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { useDashboard } from "./browser.ts";
import { CHROMIUM } from "./chromium.ts";
import { PAGES } from "./pages.ts";
import { HOSTILE_GPU, NETWORK } from "./seeded-windows.ts";
import { emptyStack, type Stack } from "./stack.ts";

const HOSTILE = `"><script>document.title='hacked'</script><img src=x onerror="document.title='hacked'">`;

/** Puts a hostile string wherever an answer has one of these keys. */
const poisoned = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(poisoned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      typeof each === "string" && POISONED.includes(key) ? HOSTILE : poisoned(each),
    ]),
  );
};
const POISONED = [
  "region",
  "workflow",
  "pipeline",
  "model",
  "gateway",
  "name",
  "gpu",
  "gpu_id",
  "agent",
  "definition",
  "cause",
  "epoch",
  "uri",
  "agent_version",
];

const body = (page: Page) => page.locator("body").innerText();

describe.skipIf(CHROMIUM === undefined)("the dashboard in trouble", () => {
  const { open, api } = useDashboard();
  let empty: Stack;
  beforeAll(async () => {
    empty = await emptyStack();
  });
  afterAll(() => empty?.close());

  it("shows what strangers named as text, and never as markup", async () => {
    const page = await open("/about");
    await page.route("**/v1/**", async (route) => {
      const response = await route.fetch();
      const json: unknown = await response.json();
      await route.fulfill({ response, json: response.ok() ? poisoned(json) : json });
    });
    for (const { name, path, ready } of PAGES) {
      await page.goto(await path(api));
      await page.locator(ready).first().waitFor();
      expect(await page.title(), name).not.toBe("hacked");
      expect(await page.locator("#app img, #app script").count(), name).toBe(0);
    }
  });

  it("shows a hostile GPU name that an agent signed", async () => {
    const page = await open(`/orchestrators/${NETWORK[2]?.address}`);
    await page.getByRole("cell", { name: HOSTILE_GPU }).first().waitFor();
    expect(await page.locator("#app img").count()).toBe(0);
  });

  it("says on the first day that there is nothing, and what to do", async () => {
    const page = await open("/about", { baseURL: empty.url });
    for (const { name, path } of PAGES.filter((each) => each.name !== "about")) {
      await page.goto(await path(api));
      await page.locator(".state, .fig.unknown").first().waitFor();
      expect(await body(page), name).not.toMatch(/NaN|undefined|Infinity|\bnull\b/);
    }
  });

  it("says that the API cannot be reached, and recovers when asked again", async () => {
    const page = await open("/about");
    await page.route("**/v1/**", (route) => route.abort());
    await page.goto("/orchestrators");
    await page.getByRole("heading", { name: "The API cannot be reached" }).waitFor();
    await page.unroute("**/v1/**");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.locator(".orchestrators .fig").first().waitFor();
  });

  it("keeps what it shows when the API goes away, and says how old it is", async () => {
    const page = await open("/orchestrators");
    await page.locator(".orchestrators .fig").first().waitFor();
    await page.clock.install();
    await page.goto("/orchestrators");
    await page.locator(".orchestrators .fig").first().waitFor();
    await page.route("**/v1/**", (route) => route.abort());
    await page.clock.fastForward(20_000);
    await page.locator(".notice").waitFor();
    await expect
      .poll(() => page.locator(".notice").innerText())
      .toContain("The API does not answer");
    await expect.poll(() => page.locator(".orchestrators tbody tr").count()).toBe(NETWORK.length);
  });

  it("says that an answer is the last good one where storage is down", async () => {
    const page = await open("/about");
    await page.route("**/v1/orchestrators?**", async (route) => {
      const response = await route.fetch();
      await route.fulfill({
        response,
        headers: { ...response.headers(), "x-sla-stale": "true", age: "90" },
      });
    });
    await page.goto("/orchestrators");
    await page.locator(".notice").waitFor();
    await expect.poll(() => page.locator(".notice").innerText()).toContain("last good ones");
  });

  it("says what is wrong with an address, and that nobody is known by another", async () => {
    const page = await open("/orchestrators/nonsense");
    await page.getByRole("heading", { name: "This cannot be asked" }).waitFor();
    await page.goto(`/orchestrators/0x${"7".repeat(40)}`);
    await page.locator(".state").waitFor();
    await expect.poll(() => page.locator(".state a, .state button").count()).toBeGreaterThan(0);
  });

  it("sends a page again only when it has changed", async () => {
    const first = await fetch(`${inject("dashboardUrl")}/`);
    const etag = first.headers.get("ETag") ?? "";
    const again = await fetch(`${inject("dashboardUrl")}/`, { headers: { "If-None-Match": etag } });
    expect([etag !== "", first.status, again.status]).toEqual([true, 200, 304]);
    expect(again.headers.get("Content-Security-Policy")).toContain("default-src 'none'");
  });

  it("lets the configured sites frame its embeds, and nobody frame the rest", async () => {
    const url = inject("dashboardUrl");
    const policy = async (path: string) =>
      (await fetch(`${url}${path}`)).headers.get("Content-Security-Policy");
    expect(await policy("/embed/network")).toContain(
      "frame-ancestors http://127.0.0.1:* https://explorer.example",
    );
    for (const path of ["/", "/orchestrators", "/jobs", "/v1/status", "/docs"])
      expect(await policy(path)).toContain("frame-ancestors 'none'");
    const site = createServer((_, response) =>
      response
        .setHeader("content-type", "text/html")
        .end(`<iframe src="${url}/embed/network"></iframe><iframe src="${url}/"></iframe>`),
    );
    await new Promise<void>((done) => site.listen(0, "127.0.0.1", done));
    const page = await open("/about");
    const framed = await page.context().newPage();
    await framed.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
    await framed.frameLocator("iframe >> nth=0").locator(".tile .fig").first().waitFor();
    expect(await framed.frameLocator("iframe >> nth=1").locator("#app").count()).toBe(0);
    site.close();
  });
});
