import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { beforeEach, expect, it } from "vitest";
import { rawKey } from "../../../schema/sla/raw-key.ts";
import type { SignedWindow } from "../../../schema/wire/window.ts";
import { encodeRaw } from "../../../schema/wire/raw-codec.ts";
import { RebuildMessage } from "../../../schema/wire/rebuild.ts";
import { deliver } from "../../../workers/scraper/deliver.ts";
import { postTo } from "../../../workers/scraper/send.ts";
import { archiveOf } from "../../../workers/store/archive.ts";
import { rebuildLedger } from "../../../workers/store/fold-object.ts";
import { ledgerRows } from "../../../workers/store/ledger.ts";
import { rawObject, scrapeMessage } from "../../support/raw.ts";
import { MINUTE, signedWindow, targetOf, testAgent } from "../../support/windows.ts";
import { counted } from "./counted.ts";
import { archive, db, registered, scripted } from "./scripted.ts";

// An invocation of the Free plan may make 50 requests of others, and as many of D1: a step may be one of 45 of all together.
const REQUESTS = 45;
const HOUR_MS = 3_600_000;
const agents = await Promise.all(Array.from({ length: 4 }, () => testAgent()));
const targets = await Promise.all(
  agents.map((agent, shard) => targetOf(agent, { url: `https://a${shard}.example`, shard })),
);

/** One window in each of so many hours, the newest two hours ago. */
const scattered = (agent: (typeof agents)[number], hours: number): Promise<SignedWindow[]> =>
  Promise.all(
    Array.from({ length: hours }, (_, i) =>
      signedWindow(agent, {
        start: MINUTE - (i + 2) * HOUR_MS,
        epoch: `e${String(i).padStart(7, "0")}`,
      }),
    ),
  );

async function store(shard: number, hours: number): Promise<void> {
  const message = scrapeMessage({ shard });
  const [target, agent] = [targets[shard], agents[shard]];
  if (!target || !agent) throw new Error("no such shard");
  const raw = rawObject([{ target, windows: await scattered(agent, hours) }], message);
  await archive.createOnce(rawKey(message), await encodeRaw(raw));
}

/** Carries a rebuild out on counted bindings. @returns what each step asked of D1, R2 and the queue */
async function requestsOfSteps(): Promise<number[]> {
  const { env: bindings, bill, queued } = counted();
  const ports = scripted(
    {},
    {
      db: drizzle(bindings.DB),
      archive: archiveOf(bindings.ARCHIVE),
      post: postTo(bindings.SCRAPES),
    },
  );
  const total = () => bill.statements + bill.classA + bill.classB + bill.messages;
  const range = { from: "2026-01-09T13:00:00Z", to: "2026-01-09T14:00:00Z" };
  const schema = "livepeer.sla.rebuild/1" as const;
  const bodies: unknown[] = [RebuildMessage.parse({ schema, ...range, after: null })];
  const requests: number[] = [];
  for (let body = bodies.shift(); body !== undefined && requests.length < 100;) {
    const before = total();
    const fail = () => expect.fail("a step came again");
    const message = { id: "step", body, attempts: 1, ack: () => {}, retry: fail };
    await deliver({ messages: [message] } as never, ports);
    requests.push(total() - before);
    bodies.push(...queued.splice(0));
    body = bodies.shift();
  }
  return requests;
}

async function expectLedgerOfArchive(): Promise<void> {
  const rebuilt = await rebuildLedger(archive);
  const expected = [...rebuilt].flatMap(([hour, rows]) =>
    [...rows].map(([shard, row]) => ({ hour, shard, row })),
  );
  const byName = (a: (typeof expected)[number], b: (typeof expected)[number]) =>
    a.hour < b.hour || (a.hour === b.hour && a.shard < b.shard) ? -1 : 1;
  const rows = await ledgerRows(db, [...rebuilt.keys()]);
  expect(rows.toSorted(byName)).toEqual(expected.toSorted(byName));
}

beforeEach(async () => {
  await archive.remove(await archive.list(""));
  const tables = ["targets", "registry_versions", "ledger"];
  await env.DB.batch(tables.map((table) => env.DB.prepare(`DELETE FROM ${table}`)));
});

it.each([
  ["four objects of eight old hours each", [8, 8, 8, 8]],
  ["an object of 30 old hours, and others beside it", [30, 8, 1, 18]],
])("ends, and asks for no more than Free gives an invocation in any step: %s", async (_, hours) => {
  for (const [shard, count] of hours.entries()) await store(shard, count);
  const requests = await requestsOfSteps();
  expect(Math.max(...requests)).toBeLessThanOrEqual(REQUESTS);
  expect(requests.length).toBeLessThan(100);
  await expectLedgerOfArchive();
});

it("restores every version of the registry as it was made, in steps as small", async () => {
  for (let i = 0; i < 70; i++)
    await registered(
      targets.map((target) => ({ ...target, lookback_ms: i + 1 })),
      MINUTE + i,
    );
  const versions = () =>
    env.DB.prepare("SELECT * FROM registry_versions ORDER BY version")
      .all()
      .then(({ results }) => results);
  const before = await versions();
  await env.DB.batch(
    ["targets", "registry_versions"].map((table) => env.DB.prepare(`DELETE FROM ${table}`)),
  );
  const requests = await requestsOfSteps();
  expect(Math.max(...requests)).toBeLessThanOrEqual(REQUESTS);
  expect(await versions()).toEqual(before);
  expect(before).toHaveLength(70);
  expect(
    await env.DB.prepare("SELECT DISTINCT lookback_ms AS ms FROM targets").all(),
  ).toMatchObject({
    results: [{ ms: 70 }],
  });
});
