import type { Target } from "../../schema/wire/target.ts";

/** Gives shards to targets: each the first that has room. Disabled ones keep their place, since they may be enabled again. */
export function openShards(
  targets: readonly Pick<Target, "shard">[],
  shardSize: number,
): () => number {
  const counts = new Map<number, number>();
  for (const { shard } of targets) counts.set(shard, (counts.get(shard) ?? 0) + 1);
  let shard = 0;
  return () => {
    while ((counts.get(shard) ?? 0) >= shardSize) shard += 1;
    counts.set(shard, (counts.get(shard) ?? 0) + 1);
    return shard;
  };
}

/**
 * The targets that have to move so that no shard is larger than `shardSize` and none more is used than all of them fill, with
 * their new shards. As few as possible do: of a shard that is too large the oldest stay. Where nothing is wrong, nobody moves.
 */
export function reshard(targets: readonly Target[], shardSize: number): Target[] {
  const shards = Math.ceil(targets.length / shardSize);
  const byAge = targets.toSorted(
    (a, b) => a.registered_at - b.registered_at || (a.id < b.id ? -1 : 1),
  );
  const staying = [...Map.groupBy(byAge, ({ shard }) => shard)].flatMap(([shard, own]) =>
    shard < shards ? own.slice(0, shardSize) : [],
  );
  const stays = new Set(staying.map(({ id }) => id));
  const place = openShards(staying, shardSize);
  return byAge.filter(({ id }) => !stays.has(id)).map((target) => ({ ...target, shard: place() }));
}
