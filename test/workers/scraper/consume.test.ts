import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import { canonicalJson, sha256 } from "../../../schema/wire/canonical.ts";
import { decodeRaw } from "../../../schema/wire/raw-codec.ts";
import { rawKey } from "../../../schema/sla/raw-key.ts";
import { consume } from "../../../workers/scraper/consume.ts";
import { foldUnmarked, rebuildLedger } from "../../../workers/store/fold-object.ts";
import { ledgerRows } from "../../../workers/store/ledger.ts";
import { Hour } from "../../../schema/wire/quantity.ts";
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
const agent = await testAgent();
const target = await targetOf(agent, { url: "https://a.example" });
const chain = await signedChain(agent, 2, { start: MINUTE - 120_000 });
const honest = { "a.example": () => json(windowsPage(chain)) };

const rows = () => ledgerRows(db, [HOUR]);
const stored = async (key: string) => decodeRaw((await archive.read(key)) ?? new Uint8Array());

/** The ledger in D1 is what the archive alone gives, to the byte. */
async function expectLedgerOfTheArchive() {
  const rebuilt = [...(await rebuildLedger(archive))].flatMap(([hour, shards]) =>
    [...shards].map(([shard, row]) => ({ hour, shard, row })),
  );
  const kept = await ledgerRows(db, [...new Set(rebuilt.map(({ hour }) => hour))]);
  const inOrder = rebuilt.sort((a, b) => (a.hour < b.hour ? -1 : 1));
  expect(kept.map(canonicalJson)).toEqual(inOrder.map(canonicalJson));
}

beforeEach(async () => {
  await archive.remove(await archive.list(""));
  await env.DB.batch(
    ["targets", "registry_versions", "ledger", "dead_letters"].map((table) =>
      env.DB.prepare(`DELETE FROM ${table}`),
    ),
  );
  await registered([target]);
});

it("stores a turn as one raw object, folds it, and acknowledges last", async () => {
  expect(await consume(delivered(), scripted(honest))).toBe("ack");
  const key = `raw/v1/2026-01-09T13/${SLOT}:0.ndjson.gz`;
  expect(await archive.list("raw/")).toEqual([key]);
  const raw = await stored(key);
  expect(raw.plan).toMatchObject({
    registry_version: 1,
    targets: [{ id: target.id, cursor: null }],
  });
  expect(raw.outcomes).toMatchObject([
    { target: target.id, outcome: "ok", received_at: MINUTE + 1000, cursor: "s/2" },
  ]);
  expect(raw.windows).toEqual(chain.map((signed) => ({ target: target.id, signed })));
  const bytes = await archive.read(key);
  expect((await rows())[0]?.row.objects).toEqual({
    [key]: await sha256(bytes ?? new Uint8Array()),
  });
  await expectLedgerOfTheArchive();
});

it("goes on where the last turn left off", async () => {
  const asked: string[] = [];
  const script = {
    "a.example": ({ search }: URL) => (
      asked.push(search),
      json(windowsPage(asked.length === 1 ? chain : []))
    ),
  };
  await consume(delivered(), scripted(script));
  await consume(delivered({ slot: SLOT + 1 }), scripted(script, { now: () => MINUTE + 61_000 }));
  // The second page was empty and named another place: the third turn goes on there.
  await consume(delivered({ slot: SLOT + 2 }), scripted(script, { now: () => MINUTE + 121_000 }));
  expect(asked).toEqual(["", "?after=s%2F2", "?after=s%2F0"]);
});

it("AC01, row R2 without D1: a crash after the object was stored, then a redelivery: folded once, and no target asked again", async () => {
  let asked = 0;
  const script = { "a.example": () => (asked++, json(windowsPage(chain))) };
  const crashing = {
    ...archive,
    createOnce: async (key: string, bytes: Uint8Array<ArrayBuffer>) => {
      await archive.createOnce(key, bytes);
      throw new Error("the isolate died");
    },
  };
  await expect(consume(delivered(), scripted(script, { archive: crashing }))).rejects.toThrow(
    "died",
  );
  expect(await rows()).toEqual([]);
  // However late it comes: the object is there.
  const late = scripted(script, { now: () => MINUTE + 3_600_000 });
  expect(await consume(delivered(), late)).toBe("ack");
  expect(await consume(delivered(), late)).toBe("ack");
  expect(asked).toBe(1);
  expect((await rows())[0]?.row.targets[target.id]?.outcomes).toEqual({ [SLOT]: "ok" });
  const version = await env.DB.prepare("SELECT version FROM ledger").first("version");
  expect(version).toBe(1);
  await expectLedgerOfTheArchive();
});

it("row Duplicate message: four deliveries at once, each answered differently: one object, and the ledger is that object's", async () => {
  let asked = 0;
  const forks = await Promise.all(
    [0, 1, 2, 3].map((late) => signedWindow(agent, { late, start: MINUTE - 60_000 })),
  );
  const script = { "a.example": () => json(windowsPage(forks.slice(asked, ++asked))) };
  const verdicts = await Promise.all(
    [1, 2, 3, 4].map(() => consume(delivered(), scripted(script))),
  );
  expect(verdicts).toEqual(["ack", "ack", "ack", "ack"]);
  expect(asked).toBe(4);
  const raw = await stored(rawKey(scrapeMessage()));
  expect(raw.windows).toHaveLength(1);
  expect((await rows())[0]?.row.targets[target.id]?.equivocated).toEqual([]);
  await expectLedgerOfTheArchive();
});

it("twelve slots at once on one row: what compare and swap turns away comes again, and only folds", async () => {
  let asked = 0;
  const script = { "a.example": () => (asked++, json(windowsPage(chain))) };
  // Without waits between the tries all of them go in step, and most are turned away.
  const ports = scripted(script, { now: () => MINUTE + 61_000, sleep: async () => {} });
  await consume(delivered({ slot: SLOT + 1 }), ports);
  const slots = Array.from({ length: 12 }, (_, i) => SLOT - 1 + (i % 2));
  const messages = slots.map((slot, i) => ({ ...delivered({ slot }), shard: i }));
  const turns = messages.map((message, i) => ({
    ...message,
    body: {
      ...message.body,
      backfill: i < 2 ? null : { from: 0, to: MINUTE, digest: `${i}`.padStart(16, "0") },
    },
  }));
  let pending = turns;
  for (let round = 0; pending.length > 0 && round < 12; round++) {
    const verdicts = await Promise.all(pending.map((turn) => consume(turn, ports)));
    pending = pending.filter((_, i) => verdicts[i] === "retry");
  }
  expect(pending).toEqual([]);
  expect(asked).toBe(13);
  expect(await archive.list("raw/")).toHaveLength(13);
  expect(Object.keys((await rows())[0]?.row.objects ?? {})).toHaveLength(13);
  await expectLedgerOfTheArchive();
});

it("gives a message back when its row stays busy, and leaves it to the retry", async () => {
  // Another writer is always faster: the version moves between every read and its write.
  const meddling = scripted(honest, { sleep: async () => {}, random: () => 0 });
  const db = new Proxy(meddling.db, {
    get: (of, name, self) =>
      name === "insert"
        ? () => ({
            values: () => ({ onConflictDoNothing: async () => ({ meta: { changes: 0 } }) }),
          })
        : Reflect.get(of, name, self),
  });
  expect(await consume(delivered(), { ...meddling, db })).toBe("retry");
  expect(await archive.list("raw/")).toHaveLength(1);
  expect(await rows()).toEqual([]);
  expect(await consume(delivered(), scripted({}))).toBe("ack");
  await expectLedgerOfTheArchive();
});

it("folds what a dead message left behind, before its hour is closed", async () => {
  await consume(delivered(), scripted(honest));
  await env.DB.prepare("DELETE FROM ledger").run();
  const patience = scripted({});
  const key = rawKey(scrapeMessage());
  expect(await foldUnmarked(db, archive, HOUR, patience)).toEqual({ folded: [key], busy: [] });
  expect(await foldUnmarked(db, archive, HOUR, patience)).toEqual({ folded: [], busy: [] });
  await expectLedgerOfTheArchive();
});

it("row Stale message: asks nobody for a slot that is more than two slots old: its absence is no_probe", async () => {
  const ports = scripted(
    { "a.example": () => expect.unreachable() },
    { now: () => MINUTE + 180_000 },
  );
  expect(await consume(delivered(), ports)).toBe("ack");
  expect(await archive.list("raw/")).toEqual([]);
  const inTime = scripted(honest, { now: () => MINUTE + 179_999 });
  await consume(delivered(), inTime);
  expect(await archive.list("raw/")).toHaveLength(1);
});

it("row Poison message: keeps a message that nobody can read as a dead letter, and does not ask for it again", async () => {
  const unreadable = { id: "poison", body: { slot: "now" }, attempts: 1 };
  const logged: object[] = [];
  const ports = scripted(honest, { log: (entry) => void logged.push(entry) });
  expect(await consume(unreadable, ports)).toBe("ack");
  expect(await consume(unreadable, ports)).toBe("ack");
  const said = { event: "scrape.unreadable", message: "poison", reason: "bad_message" };
  expect(logged).toEqual([said, said]);
  const { results } = await env.DB.prepare("SELECT id, body FROM dead_letters").all();
  expect(results).toEqual([{ id: "poison", body: '{"slot":"now"}' }]);
});

it("asks only targets that are enabled, of its shard, and registered before the slot ended", async () => {
  const others = await Promise.all(
    [
      { enabled: false },
      { shard: 1 },
      { registered_at: MINUTE + 60_000 },
      { registered_at: MINUTE + 59_999 },
    ].map(async (override) => targetOf(await testAgent(), override)),
  );
  await registered(others);
  await consume(delivered(), scripted(honest));
  const raw = await stored(rawKey(scrapeMessage()));
  expect(raw.plan.registry_version).toBe(2);
  expect(raw.outcomes.map((outcome) => outcome.target)).toEqual([target.id, others[3]?.id].sort());
});
