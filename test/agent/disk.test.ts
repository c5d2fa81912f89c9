import { expect, it, onTestFinished } from "vitest";
import { agentOn } from "../../agent/src/agent.ts";
import { openStore } from "../../agent/src/opened.ts";
import { pragma } from "../../agent/src/store/database.ts";
import {
  asking,
  MINUTE,
  payment,
  servedBy,
  START,
  temporaryFolder,
  ticketsIn,
} from "./support/test-agent.ts";

/** An agent whose disk can be filled: SQLite then answers every new page with SQLITE_FULL. */
function onSmallDisk() {
  const clock = { ms: START };
  const log: Record<string, unknown>[] = [];
  const opened = openStore(
    { store: temporaryFolder(), role: "gateway" },
    { now: () => clock.ms, warn: (entry) => void log.push(entry) },
  );
  const agent = agentOn(opened);
  onTestFinished(() => agent.close());
  return {
    agent,
    db: opened.db,
    clock,
    log,
    live: (minutes: number) => {
      for (let i = 0; i < minutes; i++) {
        clock.ms += MINUTE;
        agent.seal();
      }
    },
    fill: () => opened.db.exec(`PRAGMA max_page_count = ${pragma(opened.db, "page_count")}`),
    free: () => opened.db.exec("PRAGMA max_page_count = 1000000"),
    health: async () => {
      const response = await asking(agent)("/healthz");
      return [response.status, ((await response.json()) as { status: string }).status];
    },
  };
}

const batch = (from: number, at: number) =>
  Array.from({ length: 100 }, (_, i) => payment(from + i, at));

it("says that the disk is full, serves what it has, and recovers by itself", async () => {
  const test = onSmallDisk();
  test.agent.accept(batch(0, START));
  test.live(2);
  const before = await servedBy(asking(test.agent));
  test.fill();
  expect(() => test.agent.accept(batch(1000, test.clock.ms))).toThrow("full");
  expect(() => test.agent.accept(batch(1100, test.clock.ms))).toThrow("full");
  expect(await test.health()).toEqual([503, "store_failing"]);
  expect(await (await asking(test.agent)("/metrics")).text()).toContain("livepeer_sla_store_ok 0");
  expect(await servedBy(asking(test.agent))).toEqual(before);

  test.free();
  expect(test.agent.accept(batch(2000, test.clock.ms))).toMatchObject({ accepted: 100 });
  expect(await test.health()).toEqual([200, "ok"]);
  test.live(2);
  const windows = await servedBy(asking(test.agent));
  expect(windows.map(({ window }) => window.dropped)).toEqual([0, 200, 0]);
  expect(ticketsIn(windows).size).toBe(200);
  expect(test.log.map(({ event }) => event)).toEqual(["store.failing", "store.recovered"]);
});

it("counts what collectors refuse while the disk is full", async () => {
  const test = onSmallDisk();
  test.live(2);
  test.fill();
  expect(() => test.agent.accept(batch(0, test.clock.ms))).toThrow("full");
  for (let i = 0; i < 5; i++) test.agent.drop(1);
  test.free();
  test.live(2);
  const windows = await servedBy(asking(test.agent));
  expect(windows.reduce((sum, { window }) => sum + window.dropped, 0)).toBe(105);
});

it("shows the minutes in which it could seal nothing as a gap, and what it had accepted is not lost", async () => {
  const test = onSmallDisk();
  test.agent.seal();
  test.live(3);
  test.agent.accept(batch(0, test.clock.ms));
  // As a file system that found an error is mounted again.
  test.db.exec("PRAGMA query_only = 1");
  for (let i = 0; i < 20; i++) {
    test.clock.ms += MINUTE;
    expect(() => test.agent.seal()).toThrow("readonly");
  }
  expect(await test.health()).toEqual([503, "store_failing"]);
  test.db.exec("PRAGMA query_only = 0");
  test.live(3);
  const windows = await servedBy(asking(test.agent));
  expect(windows.map(({ window }) => (window.start - START) / MINUTE)).toEqual([0, 1, 2, 3, 24]);
  expect(ticketsIn(windows).size).toBe(100);
  expect(await (await asking(test.agent)("/metrics")).text()).toContain(
    "livepeer_sla_gaps_total 1",
  );
});
