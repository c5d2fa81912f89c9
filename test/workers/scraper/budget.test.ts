import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import { windowDigest, windowKey } from "../../../schema/sla/chain.ts";
import { hourOf } from "../../../schema/sla/hour.ts";
import { rawKey } from "../../../schema/sla/raw-key.ts";
import type { ScrapeMessage } from "../../../schema/wire/raw.ts";
import { decodeRaw } from "../../../schema/wire/raw-codec.ts";
import type { SignedWindow } from "../../../schema/wire/window.ts";
import { BYTES_PER_HOUR } from "../../../workers/scraper/allowance.ts";
import { consume } from "../../../workers/scraper/consume.ts";
import { ledgerRows } from "../../../workers/store/ledger.ts";
import { entry } from "../../support/job-entry.ts";
import { scrapeMessage } from "../../support/raw.ts";
import {
  MINUTE,
  signedWindow,
  signedChain,
  targetOf,
  testAgent,
  windowsPage,
} from "../../support/windows.ts";
import { type Answers, archive, db, delivered, json, registered, scripted } from "./scripted.ts";

// A hostile agent has a valid key, and signs whatever it likes: what it can make us store is bounded, and costs no other.

const SLOT = MINUTE / 60_000;
const HOUR_MS = 3_600_000;
const [hostile, honest] = [await testAgent(), await testAgent()];
const [bad, good] = [
  await targetOf(hostile, { url: "https://bad.example" }),
  await targetOf(honest, { url: "https://good.example" }),
];
const quiet = await signedChain(honest, 2, { start: MINUTE - 120_000 });

/** One window in each of so many hours, the newest an hour and a half ago, as an import of old events leaves them. */
const scattered = async (hours: number): Promise<SignedWindow[]> => {
  const windows: SignedWindow[] = [];
  for (let i = 0; i < hours; i++) {
    const start = MINUTE - (hours + 1 - i) * HOUR_MS;
    windows.push(await signedWindow(hostile, { start, epoch: `e${String(i).padStart(7, "0")}` }));
  }
  return windows;
};

/** Serves windows in their order, as our agents do; `limit` is heeded. */
const serve =
  (windows: readonly SignedWindow[]): Answers =>
  ({ searchParams }) => {
    const after = Number(searchParams.get("after")?.slice(2) ?? 0);
    const page = windows.slice(after, after + Number(searchParams.get("limit") ?? 1000));
    const latest = `s/${windows.length}`;
    return json({ ...windowsPage(page), next: `s/${after + page.length}`, latest });
  };

async function turn(slot: number, answers: Answers, override: Partial<ScrapeMessage> = {}) {
  const script = { "bad.example": answers, "good.example": serve(quiet) };
  const now = () => slot * 60_000 + 1000;
  expect(await consume(delivered({ slot, ...override }), scripted(script, { now }))).toBe("ack");
  const key = rawKey(scrapeMessage({ slot, ...override }));
  const { outcomes, windows } = await decodeRaw((await archive.read(key)) ?? new Uint8Array());
  const own = outcomes.find(({ target }) => target === bad.id);
  return { own, windows: windows.filter(({ target }) => target === bad.id), all: windows };
}

const versions = async () =>
  (await env.DB.prepare("SELECT count(*) AS n, sum(version) AS v FROM ledger").first()) as {
    n: number;
    v: number;
  };

beforeEach(async () => {
  await archive.remove(await archive.list(""));
  await env.DB.batch(
    ["targets", "registry_versions", "ledger"].map((table) =>
      env.DB.prepare(`DELETE FROM ${table}`),
    ),
  );
  await registered([bad, good]);
});

it("takes windows of many hours some hours at a time, all of them in the end, and the other target's at once", async () => {
  const windows = await scattered(30);
  const seen = new Set<string>();
  for (let i = 0; i < 4; i++) {
    const before = await versions();
    const { windows: taken, all } = await turn(SLOT + i, serve(windows));
    for (const { signed } of taken) seen.add(windowKey(signed));
    // Eight old hours, this one, and the one before it.
    expect((await versions()).v - (before.v ?? 0)).toBeLessThanOrEqual(10);
    if (i === 0) expect(all.filter(({ target }) => target === good.id)).toHaveLength(2);
  }
  expect(seen.size).toBe(30);
});

it("leaves out what an agent sends beyond the number that it was asked for", async () => {
  const windows = await scattered(30);
  const all: Answers = () => json(windowsPage(windows));
  const { own, windows: taken } = await turn(SLOT, all);
  expect(taken).toHaveLength(8);
  expect(own).toMatchObject({ outcome: "ok", refused: { not_asked: 22 }, cursor: "s/30" });
});

it("writes no row of an old hour for windows that it has, however often they are sent again", async () => {
  const windows = await scattered(6);
  const replay: Answers = () => json(windowsPage(windows));
  await turn(SLOT, replay);
  const before = await versions();
  for (let i = 1; i <= 5; i++) {
    const { own, windows: taken } = await turn(SLOT + i, replay);
    expect(taken).toEqual([]);
    expect(own?.refused).toMatchObject({ known_already: 6 });
  }
  // Five outcomes in the row of the hour that is now.
  expect(await versions()).toEqual({ n: before.n, v: before.v + 5 });
  const rewritten = await Promise.all(
    windows.map(({ window }) => signedWindow(hostile, { ...window, late: 1 })),
  );
  const { windows: other } = await turn(SLOT + 6, () => json(windowsPage(rewritten)));
  expect(other).toHaveLength(6);
  const rows = await ledgerRows(db, [hourOf(MINUTE - 2 * HOUR_MS)]);
  expect(rows[0]?.row.targets[bad.id]?.equivocated).toHaveLength(1);
});

it("flags a key of an old hour once, however many more windows are signed under it, whatever their digests", async () => {
  const start = MINUTE - 5 * HOUR_MS;
  const twins = await Promise.all(
    Array.from({ length: 12 }, async (_, late) => {
      const signed = await signedWindow(hostile, { start, late });
      return { signed, digest: await windowDigest(signed) };
    }),
  );
  // Each smaller than all before it.
  const grinding = twins.toSorted((a, b) => (a.digest > b.digest ? -1 : 1));
  const stored: number[] = [];
  for (const [i, { signed }] of grinding.entries())
    stored.push((await turn(SLOT + i, () => json(windowsPage([signed])))).windows.length);
  expect(stored).toEqual([1, 1, ...Array.from({ length: 10 }, () => 0)]);
  const [old] = await ledgerRows(db, [hourOf(start)]);
  expect(Object.keys(old?.row.objects ?? {})).toHaveLength(2);
  expect(old?.row.targets[bad.id]?.equivocated).toEqual(["e0000000/0"]);
  // One row for each turn's outcomes, and two writes of the old hour's.
  expect((await versions()).v).toBe(12 + 2);
});

const jobs = Array.from({ length: 400 }, (_, i) =>
  entry(null, { job: i.toString(16).padStart(16, "0") as never }),
);
const big = await signedChain(hostile, 40, { start: MINUTE - 40 * 60_000, jobs });

/** Serves the big windows one to a page. */
const oneByOne: Answers = ({ searchParams }) => {
  const after = Number(searchParams.get("after")?.slice(2) ?? 0);
  const page = windowsPage(big.slice(after, after + 1));
  return json({ ...page, next: `s/${after + 1}`, latest: "s/40" });
};

it("takes as much of a gateway as the streams of many orchestrators fill", async () => {
  await registered([{ ...bad, role: "gateway", orchestrator: null }, good]);
  const seen = new Set<string>();
  for (let i = 0; i < 5; i++) {
    const { own, windows } = await turn(SLOT + i, oneByOne);
    expect(own).toMatchObject({ outcome: "ok", detail: null });
    for (const { signed } of windows) seen.add(windowKey(signed));
  }
  expect(seen.size).toBe(big.length);
});

it("keeps at most its budget of a target in an hour, holds the rest back at the agent, and says so", async () => {
  const perPage = JSON.stringify(windowsPage(big.slice(0, 1))).length;
  expect(perPage).toBeGreaterThan(150_000);
  const turns = [];
  for (let i = 0; i < 4; i++) turns.push(await turn(SLOT + i, oneByOne));
  const bytes = turns.map(({ own }) => own?.taken_bytes ?? 0);
  const sum = bytes.reduce((all, each) => all + each, 0);
  expect(sum).toBeGreaterThanOrEqual(BYTES_PER_HOUR.orchestrator);
  expect(sum).toBeLessThan(BYTES_PER_HOUR.orchestrator + 2 * perPage);
  const last = turns.at(-1);
  expect(last?.own).toMatchObject({ outcome: "ok", detail: "budget" });
  expect(last?.windows).toEqual([]);
  // An hour later it goes on where it was held: nothing is lost.
  const taken = turns.reduce((all, { windows }) => all + windows.length, 0);
  const later = await turn(SLOT + 61, oneByOne);
  expect(later.windows[0]?.signed.window.seq).toBe(taken);
});
