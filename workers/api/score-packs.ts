import { isIn } from "../../schema/sla/pack-ranges.ts";
import type { Address } from "../../schema/wire/identifier.ts";
import type { LightPack } from "./scores.ts";
import { StorageFailure } from "./storage-failure.ts";
import type { Store } from "./store.ts";

/**
 * The pack that answers for an address; null before the first publication. A pack is gone where this isolate's pointer is
 * older than the two newest: then the pointer is read again.
 *
 * @throws StorageFailure where it is gone even so
 */
export async function packOf(store: Store, address: Address): Promise<LightPack | null> {
  for (const again of [false, true]) {
    const pointer = await (again ? store.newestScores() : store.scores());
    const range = pointer?.packs.find((pack) => isIn(pack, address));
    if (range === undefined) return null;
    const pack = await store.scoresPack(range.digest);
    if (pack !== null) return pack;
  }
  throw new StorageFailure(`the pack of scores of ${address} is not there`);
}
