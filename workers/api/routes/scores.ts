import { ScoresListPath, ScoresPackPath } from "../../../schema/wire/api/archive.ts";
import type { Sha256 } from "../../../schema/wire/identifier.ts";
import { Scores, ScoresList, ScoresPack } from "../../../schema/wire/scores.ts";
import type { StoredBytes } from "../../store/snapshots.ts";
import { type Answer, fresh, nothingPublished, refusal } from "../answer.ts";
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
  handle: async ({ store, path: { digest } }) =>
    stored("pack", digest, await store.packBytes(digest)),
});

const list = route({
  path: "/v1/scores/lists/{digest}",
  summary:
    "What lists show of some packs of scores: each orchestrator over all workflows, by period. It is kept until two newer ones are there.",
  parameters: { path: ScoresListPath, query: nothing },
  answers: ScoresList,
  handle: async ({ store, path: { digest } }) =>
    stored("list", digest, await store.listBytes(digest)),
});

/** A document under its digest; gone where newer ones have taken its place. */
const stored = <T>(what: string, digest: Sha256, found: StoredBytes | null): Answer<T> =>
  found === null
    ? refusal(404, `there is no ${what} of scores ${digest} any more; /v1/scores has the newest`)
    : { kind: "stored", contentType: "application/json", ...found, lifetime: "immutable" };

/** Scores in bulk, as they were published. */
export const scores = [pointer, pack, list];
