import { isIn } from "../../../schema/sla/pack-ranges.ts";
import type { Address } from "../../../schema/wire/identifier.ts";
import { type PackedRange, Scores, ScoresPack } from "../../../schema/wire/scores.ts";
import { Refusal } from "../refusal.ts";
import { findJson, readJson, type Source } from "./source.ts";

/** A pack of scores, with its bytes as they are stored. */
export type ReadPack = Readonly<{
  range: PackedRange;
  bytes: Uint8Array<ArrayBuffer>;
  pack: ScoresPack;
}>;

/** Publications that come while packs are read: then it begins again. */
const TRIES = 5;

/**
 * The newest published scores; none where none are published.
 *
 * @param only  null for all packs, else the one that this orchestrator is in
 * @throws Refusal where packs cannot be had
 */
export async function readScores(source: Source, only: Address | null): Promise<ReadPack[]> {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const pointer = await findJson(source, "/v1/scores", Scores);
    const ranges = (pointer?.packs ?? []).filter((range) => only === null || isIn(range, only));
    const packs: ReadPack[] = [];
    for (const range of ranges) {
      const path = `/v1/scores/${range.digest}`;
      const bytes = await source.find(path);
      if (bytes === null) break;
      packs.push({ range, bytes, pack: readJson(path, bytes, ScoresPack) });
    }
    if (packs.length === ranges.length) return packs;
  }
  throw new Refusal(`${source.place} has not all packs of scores that it points to`);
}
