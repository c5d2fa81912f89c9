import { ScoresPackPath } from "../../../schema/wire/api/archive.ts";
import { Scores, ScoresPack } from "../../../schema/wire/scores.ts";
import { fresh, nothingPublished, refusal } from "../answer.ts";
import { nothing } from "../nothing.ts";
import { route } from "../route.ts";

const SCORE_SECONDS = 15;

const pointer = route({
  path: "/v1/scores",
  summary:
    "Where the newest scores of every orchestrator stand: packs by address, by their digests.",
  parameters: { path: nothing, query: nothing },
  answers: Scores,
  async handle({ store }) {
    const scores = await store.newestScores();
    return scores === null ? nothingPublished() : fresh(scores, SCORE_SECONDS);
  },
});

const pack = route({
  path: "/v1/scores/{digest}",
  summary:
    "One pack of scores, each over every period, with the hours behind them: what `verify` checks. It is kept until two newer ones are there.",
  parameters: { path: ScoresPackPath, query: nothing },
  answers: ScoresPack,
  async handle({ store, path: { digest } }) {
    const found = await store.packBytes(digest);
    if (found === null)
      return refusal(
        404,
        `there is no pack of scores ${digest} any more; /v1/scores has the newest`,
      );
    return { kind: "stored", contentType: "application/json", ...found, lifetime: "immutable" };
  },
});

/** Scores in bulk, as they were published. */
export const scores = [pointer, pack];
