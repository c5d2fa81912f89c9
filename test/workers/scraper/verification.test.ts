import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import { Hour } from "../../../schema/wire/quantity.ts";
import { decodeRaw } from "../../../schema/wire/raw-codec.ts";
import type { SignedWindow } from "../../../schema/wire/window.ts";
import { rawKey } from "../../../schema/sla/raw-key.ts";
import { windowDigest } from "../../../schema/sla/chain.ts";
import { consume } from "../../../workers/scraper/consume.ts";
import { ledgerRows } from "../../../workers/store/ledger.ts";
import { scrapeMessage } from "../../support/raw.ts";
import {
  MINUTE,
  signedChain,
  signedWindow,
  targetOf,
  testAgent,
  windowsPage,
} from "../../support/windows.ts";
import { archive, db, delivered, json, registered, scripted } from "./scripted.ts";

const HOUR = Hour.parse("2026-01-09T13:00:00Z");
const SLOT = MINUTE / 60_000;
const START = MINUTE - 600_000;
const agent = await testAgent();
const target = await targetOf(agent, { url: "https://a.example" });

beforeEach(async () => {
  await archive.remove(await archive.list(""));
  await env.DB.batch(
    ["targets", "registry_versions", "ledger"].map((table) =>
      env.DB.prepare(`DELETE FROM ${table}`),
    ),
  );
  await registered([target]);
});

/** One turn per page, one slot after the other. */
async function turns(...pages: readonly (readonly unknown[])[]) {
  for (const [i, windows] of pages.entries()) {
    const page = { ...windowsPage([]), windows, next: `s/${i}`, latest: `s/${i}` };
    const now = () => MINUTE + i * 60_000 + 1000;
    const ports = scripted({ "a.example": () => json(page) }, { now });
    expect(await consume(delivered({ slot: SLOT + i }), ports)).toBe("ack");
  }
}
const outcome = async (turn: number) => {
  const bytes = await archive.read(rawKey(scrapeMessage({ slot: SLOT + turn })));
  const { outcomes, windows } = await decodeRaw(bytes ?? new Uint8Array());
  return { ...outcomes[0], windows: windows.length };
};
const kept = async () => (await ledgerRows(db, [HOUR]))[0]?.row.targets[target.id];
const short = async (signed: SignedWindow) => (await windowDigest(signed)).slice(0, 16);

it("takes a replay for what it is: each window is in the ledger once", async () => {
  const chain = await signedChain(agent, 3, { start: START });
  await turns(chain, chain, chain.toReversed(), [chain[1], chain[1]]);
  for (const turn of [0, 1, 2, 3]) expect(await outcome(turn)).toMatchObject({ outcome: "ok" });
  expect(await kept()).toMatchObject({ equivocated: [] });
  expect(Object.keys((await kept())?.windows ?? {})).toEqual([
    "e0000000/0",
    "e0000000/1",
    "e0000000/2",
  ]);
});

it("flags a rewritten history, and counts of two windows the smaller digest, whichever came first", async () => {
  const [a0, a1] = await signedChain(agent, 2, { start: START });
  const [b0, b1] = await signedChain(agent, 2, { start: START, late: 1 });
  if (!a0 || !a1 || !b0 || !b1) throw new Error("two chains");
  const smaller = async (a: SignedWindow, b: SignedWindow) =>
    [await short(a), await short(b)].sort()[0];
  const expected = {
    equivocated: ["e0000000/0", "e0000000/1"],
    windows: { "e0000000/0": await smaller(a0, b0), "e0000000/1": await smaller(a1, b1) },
  };
  await turns([a0, a1], [b0, b1]);
  expect(await outcome(1)).toMatchObject({ outcome: "ok", windows: 2 });
  expect(await kept()).toMatchObject(expected);
  await env.DB.prepare("DELETE FROM ledger").run();
  await archive.remove(await archive.list("raw/"));
  await turns([b0, b1], [a0, a1]);
  expect(await kept()).toMatchObject(expected);
});

it("flags two windows under one key in one page", async () => {
  const twins = await Promise.all(
    [0, 1].map((late) => signedWindow(agent, { start: START, late })),
  );
  await turns(twins);
  expect(await outcome(0)).toMatchObject({ outcome: "ok", windows: 2 });
  expect(await kept()).toMatchObject({ equivocated: ["e0000000/0"] });
});

it("goes on in a new epoch, in the middle of a page or after a gap, and each epoch has its own chain", async () => {
  const old = await signedChain(agent, 2, { start: START, epoch: "epoch000" });
  const fresh = await signedChain(agent, 5, { start: START + 120_000, epoch: "epoch001" });
  await turns([...old, ...fresh.slice(0, 2)], fresh.slice(3));
  expect(await outcome(0)).toMatchObject({ outcome: "ok", windows: 4 });
  expect(await outcome(1)).toMatchObject({ outcome: "ok", windows: 2 });
  const headless = await signedWindow(agent, { epoch: "epoch002", seq: 0, prev: await short64() });
  await turns([], [], [headless]);
  expect(await outcome(2)).toMatchObject({ outcome: "chain_broken", windows: 0 });
});
const short64 = async () => windowDigest(await signedWindow(agent));

it("quarantines windows of a version that it cannot read, once by digest, counts them, and keeps the rest", async () => {
  const [known] = await signedChain(agent, 1, { start: START });
  const newer = { window: { schema: "livepeer.sla.window/2", anything: [1] }, signature: "x" };
  await turns([known, newer]);
  expect(await outcome(0)).toMatchObject({
    outcome: "ok",
    windows: 1,
    refused: { future: 0, too_old: 0, unknown_version: 1 },
  });
  const keys = await archive.list("quarantine/");
  expect(keys).toEqual([
    expect.stringMatching(
      new RegExp(`^quarantine/v1/2026-01-09T13/${SLOT}:0:[0-9a-f]{16}\\.ndjson\\.gz$`),
    ),
  ]);
  expect(await gunzipped(keys[0] ?? "")).toBe(
    `${JSON.stringify({ target: target.id, unread: newer })}\n`,
  );
  // The same turn again: its raw object is there, and nobody is asked.
  await turns([known, newer]);
  expect(await archive.list("quarantine/")).toEqual(keys);
  await turns([], [known]);
  expect(await archive.list("quarantine/")).toEqual(keys);
});

it("keeps of unread windows no more than a target's part, and counts all", async () => {
  const newer = (n: number) => ({
    window: { schema: "livepeer.sla.window/3", n, filler: "x".repeat(100_000) },
    signature: "x",
  });
  await turns([newer(0), newer(1), newer(2), newer(3)]);
  expect(await outcome(0)).toMatchObject({ refused: { unknown_version: 4 } });
  const [key] = await archive.list("quarantine/");
  expect((await gunzipped(key ?? "")).split("\n")).toHaveLength(3);
});

async function gunzipped(key: string): Promise<string> {
  const bytes = await archive.read(key);
  const stream = new Blob([bytes ?? new Uint8Array()]).stream();
  return new Response(stream.pipeThrough(new DecompressionStream("gzip"))).text();
}
