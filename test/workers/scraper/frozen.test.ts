import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import { canonicalJson } from "../../../schema/wire/canonical.ts";
import { AgentKey } from "../../../schema/wire/identifier.ts";
import { decodeRaw } from "../../../schema/wire/raw-codec.ts";
import { SignedWindow } from "../../../schema/wire/window.ts";
import { rawKey } from "../../../schema/sla/raw-key.ts";
import { consume } from "../../../workers/scraper/consume.ts";
import { scrapeMessage } from "../../support/raw.ts";
import { targetOf, testAgent } from "../../support/windows.ts";
import gateway from "../../fixtures/window-1/gateway.json" with { type: "json" };
import orchestrator from "../../fixtures/window-1/orchestrator.json" with { type: "json" };
import { archive, delivered, json, registered, scripted } from "./scripted.ts";

// What agents of `livepeer.sla.window/1` sealed in November 2026, as they served it. Never changed: agents of that version keep
// running for years. A new version of the window gets fixtures beside these, and a change that refuses these is a new version.
const FROZEN = [orchestrator, gateway];

beforeEach(async () => {
  await archive.remove(await archive.list(""));
  const tables = ["targets", "registry_versions", "ledger"];
  await env.DB.batch(tables.map((table) => env.DB.prepare(`DELETE FROM ${table}`)));
});

/** One turn that asks the frozen agent, a minute after its newest window; `windows` instead of its own. */
async function scraped(
  { agent, page }: (typeof FROZEN)[number],
  windows: readonly unknown[] = page.windows,
) {
  const start = Math.max(...page.windows.map(({ window }) => window.start));
  const slot = Math.floor(start / 60_000) + 2;
  const key = { ...(await testAgent()), key: AgentKey.parse(agent) };
  await registered([await targetOf(key, { url: "https://a.example" })]);
  const ports = scripted(
    { "a.example": () => json({ ...page, windows, latest: page.next }) },
    { now: () => slot * 60_000 + 1000 },
  );
  expect(await consume(delivered({ slot }), ports)).toBe("ack");
  const bytes = await archive.read(rawKey(scrapeMessage({ slot })));
  const { outcomes, windows: kept } = await decodeRaw(bytes ?? new Uint8Array());
  return { ...outcomes[0], kept: kept.length };
}

it.each(FROZEN)(
  "still scrapes an agent of the first version, a $role: signature and chain hold",
  async (frozen) => {
    expect(await scraped(frozen)).toMatchObject({
      outcome: "ok",
      kept: frozen.page.windows.length,
    });
  },
);

it.each(FROZEN)(
  "reads its windows to the bytes that a $role signed: nothing is added or left out",
  ({ page }) => {
    for (const signed of page.windows)
      expect(canonicalJson(SignedWindow.parse(signed))).toBe(canonicalJson(signed));
  },
);

it("sets aside what a newer major version says, counts it, and keeps the rest", async () => {
  const [first, ...rest] = orchestrator.page.windows;
  if (first === undefined) throw new Error("a window");
  const newer = {
    ...first,
    window: { ...first.window, schema: "livepeer.sla.window/2", jobs: "in another form" },
  };
  expect(await scraped(orchestrator, [newer])).toMatchObject({
    outcome: "ok",
    kept: 0,
    refused: { unknown_version: 1 },
  });
  expect(await archive.list("quarantine/")).toHaveLength(1);
  expect(rest.length).toBeGreaterThan(0);
});
