import {
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it, onTestFinished } from "vitest";
import { openAgent } from "../../agent/src/agent.ts";
import { openDatabase, pragma } from "../../agent/src/store/database.ts";
import { MIGRATIONS } from "../../agent/src/store/migrations.ts";
import { verifyAll } from "../../schema/sla/chain.ts";
import {
  asking,
  MINUTE,
  payment,
  recipient,
  servedBy,
  START,
  temporaryFolder,
  testAgent,
  ticketsIn,
} from "./support/test-agent.ts";

/** A store with three windows, closed. */
async function filledStore() {
  const store = temporaryFolder();
  const clock = { ms: START };
  const agent = openAgent({ store, role: "gateway" }, { now: () => clock.ms });
  agent.accept(Array.from({ length: 400 }, (_, n) => payment(n, START + n)));
  for (let i = 0; i < 4; i++) {
    clock.ms += MINUTE;
    agent.seal();
  }
  const windows = await servedBy(asking(agent));
  const key = agent.identity().agent;
  agent.close();
  const log: Record<string, unknown>[] = [];
  const reopen = () => {
    const warn = (entry: Record<string, unknown>) => void log.push(entry);
    const again = openAgent({ store, role: "gateway" }, { now: () => clock.ms, warn });
    onTestFinished(() => again.close());
    return again;
  };
  return { store, path: join(store, "agent.db"), windows, key, log, clock, reopen };
}

const damages: [name: string, damage: (path: string) => void][] = [
  [
    "text instead of a database",
    (path) => writeFileSync(path, "not a database at all, but text".repeat(99)),
  ],
  ["half a database", (path) => truncateSync(path, Math.floor(statSync(path).size / 2))],
  [
    "broken pages",
    (path) => {
      const bytes = readFileSync(path);
      bytes.fill(0xff, 4096 * 3, 4096 * 12);
      writeFileSync(path, bytes);
    },
  ],
];

it.each(damages)(
  "sets aside %s, says where, and begins another epoch under the same key",
  async (_, damage) => {
    const { store, path, windows, key, log, clock, reopen } = await filledStore();
    damage(path);
    const broken = readFileSync(path);
    const agent = reopen();
    const [kept] = readdirSync(store).filter((name) => name.includes(".damaged-"));
    expect(kept).toBe("agent.db.damaged-2026-01-09T13-54-00-000Z");
    expect(readFileSync(join(store, String(kept)))).toEqual(broken);
    expect(log).toMatchObject([{ event: "store.damaged", file: path, kept: `${store}/${kept}` }]);
    expect(agent.identity().agent).toBe(key);
    for (let i = 0; i < 3; i++) {
      agent.seal();
      clock.ms += MINUTE;
    }
    const [first] = await servedBy(asking(agent));
    expect(first?.window).toMatchObject({ seq: 0, prev: null });
    expect(first?.window.epoch).not.toBe(windows[0]?.window.epoch);
  },
);

it("keeps a sound store as it is", async () => {
  const { store, windows, log, reopen } = await filledStore();
  expect(await servedBy(asking(reopen()))).toEqual(windows);
  expect([log, readdirSync(store).filter((name) => name.includes("damaged"))]).toEqual([[], []]);
});

it("brings a store of the first version to the newest, with everything in it", async () => {
  const { path, windows, key, reopen } = await filledStore();
  const old = `${path}.old`;
  const db = new DatabaseSync(old);
  db.exec(`${MIGRATIONS[0]}; PRAGMA user_version = 1; ATTACH '${path}' AS new`);
  const tables = ["agent", "epochs", "observations", "windows"];
  for (const table of tables) {
    const columns = db
      .prepare("SELECT name FROM pragma_table_info(?, 'main')")
      .all(table)
      .map(({ name }) => name);
    db.exec(`INSERT INTO main.${table} SELECT ${columns} FROM new.${table}`);
  }
  db.exec("DETACH new");
  expect(pragma(db, "auto_vacuum")).toBe(0);
  db.close();
  for (const part of ["-wal", "-shm"]) expect(existsSync(path + part)).toBe(false);
  writeFileSync(path, readFileSync(old));

  const agent = reopen();
  expect(await servedBy(asking(agent))).toEqual(windows);
  expect(agent.identity().agent).toBe(key);
  expect(agent.accept([payment(1, START)])).toMatchObject({ duplicate: 1 });
  const migrated = openDatabase(path);
  onTestFinished(() => migrated.close());
  expect([pragma(migrated, "user_version"), pragma(migrated, "auto_vacuum")]).toEqual([
    MIGRATIONS.length,
    2,
  ]);
  expect(migrated.prepare("SELECT live FROM epochs").all()).toMatchObject([{ live: 1 }]);
});

it("refuses a store of a newer agent, and does not take it for a damaged one", async () => {
  const { path, store, reopen } = await filledStore();
  const db = new DatabaseSync(path);
  db.exec("PRAGMA user_version = 99");
  db.close();
  expect(reopen).toThrow("written by a newer agent");
  expect(readdirSync(store).filter((name) => name.includes("damaged"))).toEqual([]);
});

it("stays within its bound: what was sealed first goes, says that it is gone, and the rest is whole", async () => {
  const maxBytes = 1024 * 1024;
  const test = testAgent({ maxBytes });
  const path = join(test.store, "agent.db");
  let made = 0;
  let largest = 0;
  for (let minute = 0; minute < 60; minute++) {
    const batch = Array.from({ length: 200 }, () => payment(made++, test.clock.ms));
    test.agent().accept(batch);
    test.live(1);
    largest = Math.max(largest, statSync(path).size);
  }
  // One window more than the bound, and what is not sealed yet.
  expect(largest).toBeLessThan(maxBytes + 300_000);
  const windows = await servedBy(asking(test.agent()));
  const [first] = windows;
  expect(first?.window.seq).toBeGreaterThan(0);
  expect(windows.at(-1)?.window.seq).toBe(58);
  expect(windows.map(({ window }) => window.seq)).toEqual(
    windows.map((_, i) => i + Number(first?.window.seq)),
  );
  expect(await verifyAll(windows, test.agent().identity().agent)).toBeNull();
  const response = await asking(test.agent())(`/v1/windows/${first?.window.epoch}/0`);
  expect(response.status).toBe(410);
  expect(ticketsIn(windows).get(recipient(made - 250))).toBe(1);
});
