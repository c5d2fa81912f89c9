import { expect, it } from "vitest";
import { queueOperations } from "../../../workers/store/queue-operations.ts";

const MIDNIGHT = Date.UTC(2026, 0, 9);
const HOUR_MS = 3_600_000;
const none = { scheduled: 0, backfills: 0 };
const inShards = (...registeredAtMs: number[]) =>
  registeredAtMs.map((registered_at, shard) => ({ shard, registered_at }));

it("counts three for each turn that was planned today, folded or not", () => {
  const three = inShards(0, 0, 0);
  expect(queueOperations(none, three, 300, MIDNIGHT + HOUR_MS)).toBe(3 * 3 * 13);
  expect(queueOperations({ scheduled: 20, backfills: 0 }, three, 300, MIDNIGHT + HOUR_MS)).toBe(
    3 * 3 * 13,
  );
});

it("counts a shard from when its first target was registered, and shards, not targets", () => {
  const late = inShards(0, MIDNIGHT + 2 * HOUR_MS);
  const both = [...late, { shard: 0, registered_at: MIDNIGHT + HOUR_MS }];
  expect(queueOperations(none, both, 300, MIDNIGHT + 3 * HOUR_MS)).toBe(3 * (37 + 13));
});

it("counts backfills, and what was folded where that is more than Free would have planned", () => {
  const forty = inShards(...Array.from({ length: 40 }, () => 0));
  const noon = MIDNIGHT + 12 * HOUR_MS - 1;
  expect(queueOperations(none, forty, 300, noon)).toBe(3 * 1440);
  expect(queueOperations({ scheduled: 5000, backfills: 7 }, forty, 300, noon)).toBe(3 * 5007);
});

it("knows only what was folded while T is not known", () => {
  expect(queueOperations({ scheduled: 4, backfills: 1 }, inShards(0), null, MIDNIGHT)).toBe(15);
});
