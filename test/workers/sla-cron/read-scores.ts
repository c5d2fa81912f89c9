import type { Period } from "../../../schema/wire/compliance.ts";
import { Scores, ScoresPack } from "../../../schema/wire/scores.ts";
import { SCORES_KEY, scoresPackKey } from "../../../workers/store/published-documents.ts";
import { archive } from "./bench.ts";

const read = async (key: string): Promise<unknown> =>
  JSON.parse(new TextDecoder().decode((await archive.read(key)) ?? new Uint8Array()));

/** The published packs, in the order of the pointer. */
export const readPacks = async (): Promise<ScoresPack[]> =>
  Promise.all(
    Scores.parse(await read(SCORES_KEY)).packs.map(async ({ digest }) =>
      ScoresPack.parse(await read(scoresPackKey(digest))),
    ),
  );

/** The published scores of a period, of all packs. */
export const readScores = async (period: Period): Promise<ScoresPack["periods"]["1h"]["scores"]> =>
  (await readPacks()).flatMap(({ periods }) => periods[period].scores);
