import type { Compliance, Period } from "../../schema/wire/compliance.ts";
import { Address } from "../../schema/wire/identifier.ts";
import { unlessGone } from "./gone.ts";
import { packOf, packsFrom } from "./score-packs.ts";
import { scoresIn } from "./scores.ts";
import type { Store } from "./store.ts";

const FIRST = Address.parse(`0x${"0".repeat(40)}`);

/**
 * Scores of one period by address and workflow, from an address on, so many at least where there are so many. Whole
 * packs are read, and no more of them than that takes.
 *
 * @throws StorageFailure where hours are published and their scores are lost
 */
export async function publishedScores(
  store: Store,
  period: Period,
  {
    from = FIRST,
    enough = () => false,
  }: Readonly<{ from?: Address; enough?: (scores: readonly Compliance[]) => boolean }> = {},
): Promise<Compliance[]> {
  if ((await store.scores()) === null) await unlessGone(store, "scores");
  const found: Compliance[] = [];
  for await (const pack of packsFrom(store, from)) {
    found.push(...scoresIn(pack, period).filter(({ orchestrator }) => orchestrator >= from));
    if (enough(found)) break;
  }
  return found.toSorted(byAddress);
}

/**
 * One orchestrator's scores of one period, whole and by workflow; none where nothing was seen of it. One pack is read.
 *
 * @throws StorageFailure where hours are published and their scores are lost
 */
export async function scoresOfOne(
  store: Store,
  period: Period,
  orchestrator: Address,
): Promise<Compliance[]> {
  const pack = await packOf(store, orchestrator);
  if (pack === null) {
    await unlessGone(store, "scores");
    return [];
  }
  return scoresIn(pack, period, orchestrator);
}

const byAddress = (a: Compliance, b: Compliance): number =>
  compare(a.orchestrator, b.orchestrator) || compare(a.workflow ?? "", b.workflow ?? "");

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
