import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import { rawKey } from "../../../schema/sla/raw-key.ts";
import { hourOf } from "../../../schema/sla/hour.ts";
import { decodeRaw } from "../../../schema/wire/raw-codec.ts";
import { consume } from "../../../workers/scraper/consume.ts";
import { ledgerRows } from "../../../workers/store/ledger.ts";
import { scrapeMessage } from "../../support/raw.ts";
import { MINUTE, signedChain, targetOf, testAgent, windowsPage } from "../../support/windows.ts";
import { archive, db, delivered, json, registered, scripted } from "./scripted.ts";

const SLOT = MINUTE / 60_000;
const agents = await Promise.all(Array.from({ length: 8 }, testAgent));
const targets = await Promise.all(
  agents.map((agent, i) => targetOf(agent, { url: `https://a${i}.example` })),
);
const [first, second] = targets;
if (!first || !second) throw new Error("eight targets");

const stored = async (slot: number) =>
  decodeRaw((await archive.read(rawKey(scrapeMessage({ slot })))) ?? new Uint8Array());

beforeEach(async () => {
  await archive.remove(await archive.list(""));
  await env.DB.batch(
    ["targets", "registry_versions", "ledger"].map((table) =>
      env.DB.prepare(`DELETE FROM ${table}`),
    ),
  );
});

it("asks a dead target less often, says so in every slot that it passes over, and asks the others as before", async () => {
  await registered([first, second]);
  const asked: number[] = [];
  let answered = 0;
  const logged: Record<string, unknown>[] = [];
  for (let i = 0; i < 40; i++) {
    const dead = () => {
      asked.push(i);
      throw new Error("DNS lookup failed");
    };
    const script = { "a0.example": dead, "a1.example": () => (answered++, json(windowsPage([]))) };
    const now = () => MINUTE + i * 60_000 + 1000;
    const log = (entry: object) => void logged.push(entry as Record<string, unknown>);
    await consume(delivered({ slot: SLOT + i }), scripted(script, { now, log }));
  }
  expect(answered).toBe(40);
  // Three slots, then every 2nd, every 4th, every 8th; and the hour's last, which is the 30th here.
  expect(asked.slice(0, 3)).toEqual([0, 1, 2]);
  expect(asked.length).toBeLessThan(13);
  const turn = (SLOT + Number.parseInt(first.id.slice(0, 8), 16)) % 8;
  const due = Array.from({ length: 28 }, (_, i) => i + 12).filter(
    (i) => (turn + i) % 8 === 0 || i === 29,
  );
  expect(asked.filter((i) => i >= 12)).toEqual(due);
  const outcomes = await Promise.all(
    Array.from({ length: 40 }, async (_, i) =>
      (await stored(SLOT + i)).outcomes.find(({ target }) => target === first.id),
    ),
  );
  // The ledger has one outcome for every slot, and it is down: a dead target gains nothing.
  expect(outcomes.map((each) => each?.outcome)).toEqual(outcomes.map(() => "dns"));
  expect(outcomes.flatMap((each, i) => (each?.detail === "breaker" ? [] : [i]))).toEqual(asked);
  const rows = await ledgerRows(db, [hourOf(MINUTE), hourOf(MINUTE + 3_600_000)]);
  const folded = rows.flatMap(({ row }) => Object.entries(row.targets[first.id]?.outcomes ?? {}));
  expect(folded).toHaveLength(40);
  expect(new Set(folded.map(([, outcome]) => outcome))).toEqual(new Set(["dns"]));
  const turns = logged.filter(({ event }) => event === "scrape.turn");
  expect(turns).toHaveLength(40);
  expect(turns[39]).toMatchObject({ outcomes: { dns: 1, ok: 1 } });
  expect(turns.filter((turn) => turn["passed_over"] === 1)).toHaveLength(40 - asked.length);
});

it("takes a target up again with the first answer, and everything that it kept meanwhile", async () => {
  const [agent] = agents;
  if (!agent) throw new Error("an agent");
  await registered([first]);
  const chain = await signedChain(agent, 25, { start: MINUTE });
  const asked: number[] = [];
  for (let i = 0; i < 28; i++) {
    const script = {
      "a0.example": () => {
        asked.push(i);
        if (i < 15) throw new Error("DNS lookup failed");
        return json(windowsPage(chain.slice(0, i - 1)));
      },
    };
    const now = () => MINUTE + i * 60_000 + 1000;
    await consume(delivered({ slot: SLOT + i }), scripted(script, { now }));
  }
  const [back] = asked.filter((i) => i >= 15);
  expect(back).toBeLessThan(15 + 8);
  expect(asked.filter((i) => i > (back ?? 0))).toHaveLength(27 - (back ?? 0));
  const rows = await ledgerRows(db, [hourOf(MINUTE)]);
  expect(Object.keys(rows[0]?.row.targets[first.id]?.windows ?? {})).toHaveLength(25);
});

it("shares a turn's requests: each target's first page, then the rest page by page, beginning elsewhere in every slot", async () => {
  await registered(targets);
  const chains = await Promise.all(
    agents.map((agent) => signedChain(agent, 6, { start: MINUTE - 600_000 })),
  );
  const pages = new Map<string, number>();
  const script = Object.fromEntries(
    targets.map((_, i) => [
      `a${i}.example`,
      ({ searchParams, hostname }: URL) => {
        pages.set(hostname, (pages.get(hostname) ?? 0) + 1);
        const at = Number(searchParams.get("after")?.slice(2) ?? 0);
        const windows = chains[i]?.slice(at, at + 1) ?? [];
        return json(windowsPage(windows, { next: `s/${at + 1}`, latest: "s/6" }));
      },
    ]),
  );
  const turn = async (slot: number, fetchesPerTurn: number) => {
    pages.clear();
    const now = () => slot * 60_000 + 1000;
    await consume(delivered({ slot }), scripted(script, { now, fetchesPerTurn }));
    return [...pages.values()];
  };
  // 8 first pages and 3 more: nobody has three while another has one.
  expect((await turn(SLOT, 11)).toSorted()).toEqual([1, 1, 1, 1, 1, 2, 2, 2]);
  expect((await turn(SLOT + 1, 20)).toSorted()).toEqual([2, 2, 2, 2, 3, 3, 3, 3]);
  // Fewer requests than targets: who is not asked is not in the plan, and has no outcome of ours.
  expect(await turn(SLOT + 2, 5)).toHaveLength(5);
  const { plan, outcomes } = await stored(SLOT + 2);
  expect([plan.targets.length, outcomes.length]).toEqual([5, 5]);
  const asked = new Set<string>();
  for (let i = 2; i < 10; i++) {
    await turn(SLOT + i, 5);
    for (const { target } of (await stored(SLOT + i)).outcomes) asked.add(target);
  }
  expect(asked.size).toBe(8);
});
