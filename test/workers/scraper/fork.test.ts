import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import { checkPage, windowDigest } from "../../../schema/sla/chain.ts";
import { hourOf } from "../../../schema/sla/hour.ts";
import { rawKey } from "../../../schema/sla/raw-key.ts";
import { decodeRaw } from "../../../schema/wire/raw-codec.ts";
import type { SignedWindow, Window } from "../../../schema/wire/window.ts";
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

// An agent signs two stories that part somewhere. Of what was stored first, the other is no continuation.

const HALF_PAST = MINUTE / 60_000;
const FULL_HOUR = HALF_PAST + 30;
const agent = await testAgent();
const target = await targetOf(agent, { url: "https://a.example" });

type Pages = readonly (readonly SignedWindow[])[];

/** Two stories of the same minutes, whose windows have the same names. */
async function twoStories(count: number, of: Partial<Window> = {}) {
  const about = { start: MINUTE - 600_000, ...of };
  return Promise.all([
    signedChain(agent, count, about),
    signedChain(agent, count, { ...about, late: 1 }),
  ]);
}

/** One turn, in which the agent serves some pages. @returns its outcome, and the `seq` of what was stored */
async function turn(slot: number, pages: Pages) {
  const asked = { pages: 0 };
  const ports = scripted(
    {
      "a.example": () => {
        const page = pages[asked.pages++] ?? [];
        const next = `s/${slot}-${asked.pages}`;
        return json(
          windowsPage(page, { next, latest: asked.pages < pages.length ? "s/later" : next }),
        );
      },
    },
    { now: () => slot * 60_000 + 1000 },
  );
  expect(await consume(delivered({ slot }), ports)).toBe("ack");
  const bytes = await archive.read(rawKey(scrapeMessage({ slot })));
  const { outcomes, windows } = await decodeRaw(bytes ?? new Uint8Array());
  const signed = windows.map((line) => line.signed);
  const { outcome, detail, cursor } = outcomes[0] ?? {};
  return { outcome, detail, cursor, signed, seqs: signed.map(({ window }) => window.seq) };
}

beforeEach(async () => {
  await archive.remove(await archive.list(""));
  await env.DB.batch(
    ["targets", "registry_versions", "ledger"].map((table) =>
      env.DB.prepare(`DELETE FROM ${table}`),
    ),
  );
  await registered([target]);
});

it("refuses what does not follow on what was stored in an earlier turn, and stores the story that does", async () => {
  const [a, b] = await twoStories(4);
  const first = await turn(HALF_PAST, [a.slice(0, 2)]);
  const fork = await turn(HALF_PAST + 1, [b.slice(2)]);
  expect(fork).toMatchObject({ outcome: "chain_broken", detail: "e0000000/2", seqs: [] });
  expect(fork.cursor).toBe(first.cursor);
  expect(await turn(HALF_PAST + 2, [a.slice(2)])).toMatchObject({ outcome: "ok", seqs: [2, 3] });
  const [row] = await ledgerRows(db, [hourOf(MINUTE)]);
  expect(row?.row.targets[target.id]).toMatchObject({ equivocated: [] });
});

it("knows in the first turns of an hour what the hour before had last", async () => {
  const [a, b] = await twoStories(12, { start: MINUTE + 24 * 60_000 });
  await turn(FULL_HOUR - 1, [a.slice(0, 6)]);
  for (const slot of [FULL_HOUR, FULL_HOUR + 1])
    expect(await turn(slot, [b.slice(6)])).toMatchObject({
      outcome: "chain_broken",
      detail: "e0000000/6",
      seqs: [],
    });
  expect(await turn(FULL_HOUR + 2, [a.slice(6)])).toMatchObject({ outcome: "ok" });
});

it("keeps the pages before the one that breaks off, and breaks off wherever in a turn the other story is", async () => {
  const [a, b] = await twoStories(4);
  const [other] = await signedChain(agent, 1, { epoch: "other000", start: MINUTE - 600_000 });
  if (!other) throw new Error("a window");
  // Two pages apart; and the newer window first.
  const apart = await turn(HALF_PAST, [a.slice(0, 2), [other], b.slice(2)]);
  expect(apart).toMatchObject({ outcome: "chain_broken", detail: "e0000000/2", seqs: [0, 1, 0] });
  await env.DB.prepare("DELETE FROM ledger").run();
  const newerFirst = await turn(HALF_PAST + 1, [b.slice(2), a.slice(0, 2)]);
  expect(newerFirst).toMatchObject({ outcome: "chain_broken", seqs: [2, 3] });
});

it("takes a story that goes on from either of two windows under one key: which one the ledger has says nothing", async () => {
  const [a, b] = await twoStories(3);
  await turn(HALF_PAST, [a.slice(0, 2)]);
  await turn(HALF_PAST + 1, [b.slice(0, 2)]);
  expect(await turn(HALF_PAST + 2, [a.slice(2)])).toMatchObject({ outcome: "ok", seqs: [2] });
  expect(await turn(HALF_PAST + 3, [b.slice(2)])).toMatchObject({ outcome: "ok", seqs: [2] });
});

it("takes the same pages again, in any order, as what they are", async () => {
  const [a] = await twoStories(6);
  const pages = [a.slice(0, 2), a.slice(2, 4), a.slice(4)];
  for (const [i, page] of [2, 0, 1, 1, 2, 0].entries())
    expect(await turn(HALF_PAST + i, [pages[page] ?? []])).toMatchObject({
      outcome: "ok",
      seqs: [2 * page, 2 * page + 1],
    });
});

it("stores nothing of a target whose recent windows hang on one that is left out", async () => {
  // The window below it is there twice: of an hour long ago, which the ledger has, and of this one.
  const old = await signedChain(agent, 2, { start: MINUTE - 5 * 3_600_000 });
  const [, twin] = await signedChain(agent, 2, { start: MINUTE - 600_000 });
  const [, below] = old;
  if (!twin || !below) throw new Error("windows");
  const prev = await windowDigest(below);
  const hanging = await signedWindow(agent, { start: MINUTE - 480_000, seq: 2, prev });
  await turn(HALF_PAST, [old]);
  const { signed } = await turn(HALF_PAST + 1, [[twin, below, hanging]]);
  expect(await checkPage(signed, agent.key)).toBeNull();
  expect(signed).toEqual([]);
});
