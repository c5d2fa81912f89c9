import { isIn } from "../../../schema/sla/pack-ranges.ts";
import type { Address } from "../../../schema/wire/identifier.ts";
import { type PackedRange, Scores, ScoresList, ScoresPack } from "../../../schema/wire/scores.ts";
import { Refusal } from "../refusal.ts";
import { findJson, readJson, type Source } from "./source.ts";

/** A document of scores, with its bytes as they are stored. */
type Read<T> = Readonly<{
  range: PackedRange;
  path: string;
  bytes: Uint8Array<ArrayBuffer>;
  is: T;
}>;

export type ReadPack = Read<ScoresPack>;

/** Packs of scores, and the lists that show them. */
export type ReadScores = Readonly<{
  packs: readonly ReadPack[];
  lists: readonly Read<ScoresList>[];
}>;

/** Publications that come while packs are read: then it begins again. */
const TRIES = 5;

/**
 * The newest published scores; none where none are published.
 *
 * @param only  null for all, else what this orchestrator is in
 * @throws Refusal where they cannot be had
 */
export async function readScores(source: Source, only: Address | null): Promise<ReadScores> {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const pointer = await findJson(source, "/v1/scores", Scores);
    const asked = (all: readonly PackedRange[] = []) =>
      all.filter((range) => only === null || isIn(range, only));
    const packs = await readAll(source, asked(pointer?.packs), "/v1/scores/", ScoresPack);
    const lists = await readAll(source, asked(pointer?.lists), "/v1/scores/lists/", ScoresList);
    if (packs !== null && lists !== null) return { packs, lists };
  }
  throw new Refusal(`${source.place} has not all scores that it points to`);
}

async function readAll<T>(
  source: Source,
  ranges: readonly PackedRange[],
  under: string,
  schema: Parameters<typeof readJson>[2] & { _output: T },
): Promise<Read<T>[] | null> {
  const all: Read<T>[] = [];
  for (const range of ranges) {
    const path = `${under}${range.digest}`;
    const bytes = await source.find(path);
    if (bytes === null) return null;
    all.push({ range, path, bytes, is: readJson(path, bytes, schema) as T });
  }
  return all;
}
