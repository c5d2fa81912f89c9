import { type AddressRange, rangeName } from "../../schema/sla/pack-ranges.ts";
import type { PackedRange, Scores, ScoresOf } from "../../schema/wire/scores.ts";
import type { Archive } from "../store/archive.ts";
import {
  SCORES_PREFIX,
  scoresListKey,
  scoresPackKey,
  scoreSpansKey,
} from "../store/published-documents.ts";

/** The ranges that have a pack, and where it stands. */
export const standing = (
  ranges: readonly AddressRange[],
  packs: ScoresOf["packs"],
): PackedRange[] =>
  ranges.flatMap((range) => {
    const pack = packs[rangeName(range)];
    return pack === undefined ? [] : [{ ...range, digest: pack.digest }];
  });

/** Where each range's scores stand; null while one of them has none yet. */
export function pointerTo(
  ranges: readonly AddressRange[],
  packs: ScoresOf["packs"],
  lists: ScoresOf["lists"],
): Scores | null {
  const found = standing(ranges, packs);
  return found.length < ranges.length
    ? null
    : { schema: "livepeer.sla.scores/2", packs: found, lists };
}

/**
 * Deletes packs and lists that none of these names: what the pointer, the one before it and the next one name stays. And the
 * spans of ranges that are gone.
 */
export async function forget(
  archive: Archive,
  named: readonly (Readonly<{
    packs: readonly Pick<PackedRange, "digest">[];
    lists?: readonly PackedRange[] | undefined;
  }> | null)[],
  goneRanges: readonly string[],
): Promise<void> {
  const kept = new Set(
    named.flatMap((of) => [
      ...(of?.packs ?? []).map(({ digest }) => scoresPackKey(digest)),
      ...(of?.lists ?? []).map(({ digest }) => scoresListKey(digest)),
    ]),
  );
  const gone = (await archive.list(SCORES_PREFIX)).filter((key) => !kept.has(key));
  const keys = [...gone, ...goneRanges.map(scoreSpansKey)];
  if (keys.length > 0) await archive.remove(keys);
}
