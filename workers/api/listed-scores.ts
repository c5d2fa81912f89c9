import { isIn } from "../../schema/sla/pack-ranges.ts";
import { listedScores } from "../../schema/sla/scores-list.ts";
import type { Address } from "../../schema/wire/identifier.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { ListedPack, ListedScores, Scores } from "../../schema/wire/scores.ts";
import { unlessGone } from "./gone.ts";
import { packOf } from "./score-packs.ts";
import { rowsOverAll } from "./scores.ts";
import type { Store } from "./store.ts";

/** Some scores, and the end of their periods. */
export type Listed = Readonly<{ to: Hour; scores: readonly ListedScores[] }>;

/**
 * What is listed of every orchestrator from an address on, in order, read as it is asked for. From lists; where one is
 * behind, or is gone, from the packs that it should show. Nothing before the first publication.
 *
 * @throws StorageFailure where hours are published and their scores are lost
 */
export async function* listedFrom(store: Store, address: Address): AsyncGenerator<Listed> {
  let next: string = address;
  while (true) {
    const pointer = await store.scores();
    if (pointer === null) return unlessGone(store, "scores");
    const range = pointer.packs.find(({ last }) => last >= next);
    if (range === undefined) return;
    const at = (next > range.first ? next : range.first) as Address;
    const listed = (await fromList(store, pointer, range)) ?? (await fromPack(store, at));
    if (listed !== null) yield listed;
    next = `${range.last}~`;
  }
}

/** What is listed of one orchestrator, and the end of its periods; null where nothing was seen of it. */
export async function listedOf(
  store: Store,
  address: Address,
): Promise<Readonly<{ to: Hour; listed: ListedScores }> | null> {
  for await (const { to, scores } of listedFrom(store, address)) {
    const listed = scores.find(({ orchestrator }) => orchestrator === address);
    return listed === undefined ? null : { to, listed };
  }
  return null;
}

async function fromList(
  store: Store,
  { lists = [] }: Scores,
  pack: Scores["packs"][number],
): Promise<ListedPack | null> {
  const range = lists.find((list) => isIn(list, pack.first) && isIn(list, pack.last));
  const list = range && (await store.scoresList(range.digest));
  return list?.packs.find(({ digest }) => digest === pack.digest) ?? null;
}

async function fromPack(store: Store, address: Address): Promise<Listed | null> {
  const pack = await packOf(store, address);
  return pack && { to: pack.to, scores: listedScores(rowsOverAll(pack)) };
}
