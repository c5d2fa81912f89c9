import type { Compliance, Period } from "../../schema/wire/compliance.ts";
import { unlessGone } from "./gone.ts";
import { scoresOf } from "./scores.ts";
import type { Store } from "./store.ts";

/**
 * The scores of one period, where nothing means that nobody has one.
 *
 * @throws StorageFailure where hours are published and their scores are lost
 */
export async function publishedScores(store: Store, period: Period): Promise<Compliance[]> {
  const document = await store.scores();
  if (document === null) await unlessGone(store, "scores");
  return scoresOf(document, period);
}
