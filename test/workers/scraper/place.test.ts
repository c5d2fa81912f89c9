import fc from "fast-check";
import { expect, it } from "vitest";
import type { Target } from "../../../schema/wire/target.ts";
import { openShards, reshard } from "../../../workers/scraper/place.ts";

const targets = (shards: readonly number[]): Target[] =>
  shards.map(
    (shard, i) => ({ id: i.toString(16).padStart(16, "0"), shard, registered_at: i }) as Target,
  );
const sizes = (of: readonly Target[]) => {
  const counts = new Map<number, number>();
  for (const { shard } of of) counts.set(shard, (counts.get(shard) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a - b).map(([, count]) => count);
};
const repeat = (shard: number, count: number) => Array.from({ length: count }, () => shard);

it("places a new target in the first shard that has room, whatever the size was before", () => {
  const place = openShards(targets([...repeat(0, 40), ...repeat(1, 39), ...repeat(3, 2)]), 40);
  expect([place(), place(), ...repeat(0, 39).map(place)]).toEqual([1, 2, ...repeat(2, 39)]);
  expect(place()).toBe(3);
  const raised = openShards(targets([...repeat(0, 40), ...repeat(1, 40)]), 45);
  expect(Array.from({ length: 12 }, raised)).toEqual([...repeat(0, 5), ...repeat(1, 5), 2, 2]);
  const lowered = openShards(targets(repeat(0, 40)), 10);
  expect(Array.from({ length: 11 }, lowered)).toEqual([...repeat(1, 10), 2]);
});

const shards = fc.array(fc.nat(6), { maxLength: 60 });
const size = fc.integer({ min: 1, max: 20 });

it("re-shards so that no shard is too large, and no more are used than the targets fill", () => {
  fc.assert(
    fc.property(shards, size, (given, shardSize) => {
      const before = targets(given);
      const moved = new Map(reshard(before, shardSize).map((target) => [target.id, target]));
      const after = before.map((target) => moved.get(target.id) ?? target);
      expect(Math.max(0, ...sizes(after))).toBeLessThanOrEqual(shardSize);
      const used = [...new Set(after.map(({ shard }) => shard))].sort((a, b) => a - b);
      expect(used.length).toBe(Math.ceil(given.length / shardSize));
      expect(used).toEqual(used.map((_, i) => i));
      expect(reshard(after, shardSize)).toEqual([]);
    }),
  );
});

it("moves none who may stay: of a shard that is too large the oldest do", () => {
  fc.assert(
    fc.property(shards, size, (given, shardSize) => {
      const before = targets(given);
      const most = Math.ceil(given.length / shardSize);
      const due = before.filter(
        ({ shard, id }) =>
          shard >= most ||
          before.filter((other) => other.shard === shard && other.id < id).length >= shardSize,
      );
      const moved = reshard(before, shardSize);
      expect(moved.map(({ id }) => id)).toEqual(due.map(({ id }) => id));
    }),
  );
});
