import { expect, it } from "vitest";
import {
  duration,
  ether,
  objective,
  percent,
  shortAddress,
} from "../../../workers/api/dashboard/view/format.ts";
import { pointsText } from "../../../workers/api/dashboard/view/lost.ts";
import { periodOf, withQuery } from "../../../workers/api/dashboard/view/query.ts";
import { pageKind } from "../../../workers/api/dashboard-pages.ts";
import { readEmbedSites } from "../../../workers/api/embed-sites.ts";

it.each([
  [1_000_000, "100.00"],
  [999_999, "99.99"],
  [990_000, "99.00"],
  [0, "0.00"],
  [99, "0.00"],
])("rounds %i ppm down, so that 100.00 %% means all: %s", (ppm, text) => {
  expect(percent(ppm)).toBe(text);
});

it("says what a policy asks for as the policy does", () => {
  expect([990_000, 995_000, 1_000_000].map(objective)).toEqual(["99 %", "99.5 %", "100 %"]);
});

it.each([
  ["0", "0"],
  ["1000000000000000000", "1"],
  ["1234567890123456789012", "1,234.56789"],
  ["20944000000000000", "0.020944"],
  ["1", "< 0.000001"],
])("writes %s wei as %s ether", (wei, text) => {
  expect(ether(wei)).toBe(text);
});

it.each([
  [0, "0 ms"],
  [999, "999 ms"],
  [4000, "4.0 s"],
  [185_000, "3 min 5 s"],
  [3_700_000, "1 h 1 min"],
])("says %i ms as %s", (ms, text) => {
  expect(duration(ms)).toBe(text);
});

it("never shows a loss as nothing", () => {
  expect(pointsText(0.001)).toBe("< 0.01");
  expect(pointsText(0)).toBe("0.00");
});

it("shortens addresses, and leaves what is short", () => {
  expect(shortAddress(`0x${"ab".repeat(20)}`)).toBe("0xabab…abab");
  expect(shortAddress("0xab")).toBe("0xab");
});

it("keeps in a URL what is chosen, and leaves out what is empty", () => {
  const query = { period: "7d", region: "fra" };
  expect(withQuery("/orchestrators", query, { region: "" })).toBe("/orchestrators?period=7d");
  expect(withQuery("/", {}, {})).toBe("/");
  expect(withQuery("/", {}, { q: `"><script>` })).toBe("/?q=%22%3E%3Cscript%3E");
});

it("takes a period that it does not know for the usual one", () => {
  expect(periodOf({ period: "1y" })).toBe("24h");
});

it.each([
  ["/", "page"],
  ["/orchestrators/0xab", "page"],
  ["/jobs/0123", "page"],
  ["/embed/network", "embed"],
  ["/embed/orchestrator/0xab", "embed"],
  ["/orchestrators/", null],
  ["/embed", null],
  ["/v1/orchestrators", null],
  ["/docs", null],
  ["/metrics", null],
])("knows %s as %s", (path, kind) => {
  expect(pageKind(path)).toBe(kind);
});

it("reads the sites that may frame an embed, and refuses what is no site", () => {
  expect(readEmbedSites(undefined)).toEqual([]);
  expect(readEmbedSites("")).toEqual([]);
  const sites = ["https://explorer.livepeer.org", "https://*.example.org", "http://localhost:3000"];
  expect(readEmbedSites(sites.join(", "))).toEqual(sites);
  for (const wrong of [
    "*",
    "'self'",
    "https://a.example/path",
    "javascript:alert(1)",
    "https://a;script-src *",
  ])
    expect(() => readEmbedSites(wrong)).toThrow("a site is https://");
});
