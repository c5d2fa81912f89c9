import { shardOfKey } from "../../../schema/sla/raw-key.ts";
import type { Sha256 } from "../../../schema/wire/identifier.ts";
import type { Progress } from "./progress.ts";

/** The stream of what the rest of an hour has to know of each target. */
export const OVERVIEW = "overview";

/** The raw objects of each shard, by key: shards and keys in order. */
export function shardsOf({ inputs }: Pick<Progress, "inputs">): Shards {
  const found = known.get(inputs);
  if (found !== undefined) return found;
  const shards = new Map<number, Map<string, Sha256>>();
  for (const { key, sha256 } of inputs) {
    const shard = shardOfKey(key);
    const own = shards.get(shard);
    if (own === undefined) shards.set(shard, new Map([[key, sha256]]));
    else own.set(key, sha256);
  }
  const inOrder = new Map([...shards].sort(([a], [b]) => a - b));
  known.set(inputs, inOrder);
  return inOrder;
}

type Shards = ReadonlyMap<number, ReadonlyMap<string, Sha256>>;

/** Every step asks: a large hour has thousands of inputs. */
const known = new WeakMap<Progress["inputs"], Shards>();
