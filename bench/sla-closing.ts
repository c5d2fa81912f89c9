import { encodeFacts } from "../schema/sla/publish/facts-codec.ts";
import { encodeAccounts } from "../schema/sla/publish/kept-accounts.ts";
import type { Sha256 } from "../schema/wire/identifier.ts";
import type { Hour } from "../schema/wire/quantity.ts";
import type { CloseCost } from "./sla-close.ts";
import { cpuSeconds } from "./sla-cpu.ts";
import { databaseOf } from "./sla-database.ts";
import { factsOf } from "./sla-facts.ts";
import { HOUR, HOURS, type Network } from "./sla-network.ts";
import { type How, openPlace, WORKER_HEAP } from "./sla-place.ts";
import { rawOf } from "./sla-raw.ts";

/** A network whose accounts of two hours are kept, and closings of its hour from them. */
export type Kept = Disposable &
  Readonly<{
    network: Network;
    /** Of the accounts. */
    bytes: number;
    /** CPU seconds of adding up the hour's windows. */
    accountSeconds: number;
    /** Makes the closed hour again, as when windows came late, and as a close does that has folded: each as if it were the first. */
    close: (how?: How) => Promise<CloseCost>;
  }>;

export async function keepAccounts(network: Network): Promise<Kept> {
  const place = openPlace();
  let bytes = 0;
  let accountSeconds = 0;
  for (const hour of HOURS)
    for (let shard = 0; shard < network.shards; shard++) {
      const facts = factsOf(network, shard, hour);
      let text = "";
      const seconds = cpuSeconds(() => void (text = encodeAccounts(facts)));
      if (hour === HOUR) accountSeconds += seconds;
      bytes += text.length;
      await place.put(accountsKey(hour, shard), text);
    }
  return {
    network,
    bytes,
    accountSeconds,
    close: async (how) => place.close(await databaseOf(network, "closed", new Map()), how),
    [Symbol.dispose]: () => place[Symbol.dispose](),
  };
}

/**
 * Shards of the large network that the first invocation folds, by its limits; of one more it reads what is kept before it ends.
 * Should it fold more, it finds no raw objects, and fails.
 */
const FIRST_SHARDS = 4;

/**
 * The first invocation of a close: it folds as much of the hour as one may, from raw objects. Gateways are in the first shards,
 * so that no other invocation has more to hold.
 */
export async function firstFold(network: Network): Promise<CloseCost> {
  using place = openPlace();
  const digests = new Map<string, Sha256>();
  for (let shard = 0; shard < Math.min(network.shards, FIRST_SHARDS + 1); shard++) {
    const before = factsOf(network, shard, HOURS[0]);
    await place.put(factsKey(HOURS[0], shard), encodeFacts(before));
    await place.put(accountsKey(HOURS[0], shard), encodeAccounts(before));
    if (shard === FIRST_SHARDS) break;
    const { stored, facts } = await rawOf(network, shard);
    await place.put(factsKey(HOUR, shard), encodeFacts(facts));
    for (const { key, digest, bytes } of stored) {
      await place.put(key, bytes);
      digests.set(key, digest);
    }
  }
  const db = await databaseOf(network, "open", digests);
  return await place.close(db, { flags: WORKER_HEAP, most: 1 });
}

const factsKey = (hour: Hour, shard: number) => `work/v1/${hour}/facts/${shard}.ndjson`;
const accountsKey = (hour: Hour, shard: number) => `work/v1/${hour}/accounts/${shard}.ndjson`;
