import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { decodeRaw } from "../../../schema/wire/raw-codec.ts";
import { rawKey } from "../../../schema/sla/raw-key.ts";
import { Registry } from "../../../schema/wire/target.ts";
import { consume } from "../../../workers/scraper/consume.ts";
import { mergeListed } from "../../../workers/scraper/registry-merge.ts";
import { scrapeMessage } from "../../support/raw.ts";
import { delegated, NODE, ORCHESTRATOR, STRANGER } from "../../support/wallets.ts";
import { MINUTE, testAgent, windowsPage } from "../../support/windows.ts";
import { askOperator } from "./ask-operator.ts";
import { archive, delivered, json, scripted } from "./scripted.ts";

const { key } = await testAgent();
const iso = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
const END = MINUTE + 180_000;
const by = (wallet: typeof NODE, terms: object = {}) =>
  delegated({ agent_key: key, expires: iso(END), ...terms }, wallet);
const row = (override: object = {}) => ({
  url: "https://agent.example",
  agent: key,
  role: "orchestrator",
  orchestrator: ORCHESTRATOR.address,
  node: NODE.address,
  service_host: "agent.example:8935",
  delegation: by(ORCHESTRATOR),
  ...override,
});

const register = async (...rows: readonly object[]) => {
  const answer = await askOperator("/admin/targets", { body: rows });
  const { rows: reports } = (await answer.json()) as {
    rows: { status: string; reason: string | null }[];
  };
  return reports;
};
const registry = async () =>
  Registry.parse(await (await askOperator("/admin/targets")).json()).targets;

it.each([
  ["wrong_signer", { delegation: by(STRANGER) }],
  ["wrong_signer", { delegation: by(NODE), node: null }],
  ["wrong_agent", { delegation: delegated({}) }],
  ["wrong_orchestrator", { orchestrator: STRANGER.address }],
  ["wrong_url", { url: "https://other.example" }],
  ["no_orchestrator", { role: "gateway", orchestrator: null }],
  ["expired", { delegation: by(ORCHESTRATOR, { expires: iso(MINUTE) }) }],
  ["bad_signature", { delegation: { ...by(NODE), signature: `0x${"0".repeat(130)}` } }],
  ["32_bytes", { delegation: { ...by(NODE), text: "x".repeat(32) } }],
  ["not_a_delegation", { delegation: { ...by(NODE), text: "x" } }],
])("refuses a row whose delegation does not check: %s", async (code, override) => {
  const [report] = await register(row(override));
  expect(report).toMatchObject({
    status: "refused",
    reason: expect.stringMatching(`^delegation: .*\\(${code}\\)$`),
  });
  expect(await registry()).toEqual([]);
});

it("refuses what is no signed text at all by its field", async () => {
  const [report] = await register(row({ delegation: { text: "x" } }));
  expect(report).toMatchObject({
    status: "refused",
    reason: expect.stringContaining("delegation.signature"),
  });
});

it("keeps a delegation that checks, and takes the same row again for no change", async () => {
  expect(await register(row())).toMatchObject([{ status: "added", reason: null }]);
  expect(await registry()).toMatchObject([{ trust: 3, delegation: by(ORCHESTRATOR) }]);
  expect(await register(row())).toMatchObject([{ status: "unchanged" }]);
  expect(await register(row({ delegation: by(NODE) }))).toMatchObject([{ status: "updated" }]);
  expect(await registry()).toMatchObject([{ trust: 2, delegation: by(NODE) }]);
  for (const without of [{ delegation: null }, { delegation: undefined }]) {
    expect((await register(row(without)))[0]?.status).not.toBe("refused");
    const [target] = await registry();
    expect(target).toMatchObject({ trust: 1 });
    expect(target).not.toHaveProperty("delegation");
  }
  expect(await env.DB.prepare("SELECT delegation FROM targets").first("delegation")).toBeNull();
});

it("keeps the level that was signed when a list adds facts to the row", async () => {
  await register(row({ service_host: null }));
  const targets = await registry();
  const listed = {
    orchestrator: ORCHESTRATOR.address,
    node: null,
    host: "agent.example",
    uri: "https://agent.example:8935",
    workflows: [],
    gpus: 0,
  };
  const merged = mergeListed({ schema: "livepeer.sla.registry/1", version: 1, targets }, [listed]);
  expect(merged.targets).toMatchObject([{ service_host: "agent.example", trust: 3 }]);
});

it("plans each slot with the trust that its start has, until the delegation ends", async () => {
  await register(row());
  // The agent is known to the slot after its registration.
  const slots = [1, 2, 3, 4].map((i) => MINUTE / 60_000 + i);
  const planned = [];
  for (const slot of slots) {
    const script = { "agent.example": () => json(windowsPage([])) };
    await consume(delivered({ slot }), scripted(script, { now: () => slot * 60_000 + 1000 }));
    const bytes = await archive.read(rawKey(scrapeMessage({ slot })));
    planned.push(...(await decodeRaw(bytes ?? new Uint8Array())).plan.targets);
  }
  expect(planned.map(({ trust }) => trust)).toEqual([3, 3, 1, 1]);
  expect(planned.map(({ delegation }) => delegation)).toEqual(slots.map(() => by(ORCHESTRATOR)));
});
