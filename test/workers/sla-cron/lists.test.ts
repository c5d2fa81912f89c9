import { beforeEach, expect, it } from "vitest";
import { HOUR_MS, hourOf } from "../../../schema/sla/hour.ts";
import { listedPack } from "../../../schema/sla/scores-list.ts";
import { Scores, ScoresList, ScoresPack } from "../../../schema/wire/scores.ts";
import { SCORES_LIMITS } from "../../../workers/sla-cron/publication-limits.ts";
import { publishScores } from "../../../workers/sla-cron/publish-scores.ts";
import {
  SCORES_KEY,
  SCORES_PREFIX,
  scoresListKey,
  scoresPackKey,
} from "../../../workers/store/published-documents.ts";
import { archive, emptyAll, ports } from "./bench.ts";
import { rowsAt, seedHours, seedVersion, spread } from "./seed-versions.ts";

const END = Date.UTC(2026, 0, 9, 14);
const WHO = Array.from({ length: 150 }, (_, n) => spread(n + 1));
const ONE_BY_ONE = { ...SCORES_LIMITS, orchestratorsPerPack: 16, packs: 1 };

beforeEach(emptyAll);

const read = async (key: string): Promise<unknown> =>
  JSON.parse(new TextDecoder().decode((await archive.read(key)) ?? new Uint8Array()));
const pointer = async () => Scores.parse(await read(SCORES_KEY));
const lists = async () =>
  Promise.all(
    ((await pointer()).lists ?? []).map(async ({ digest }) =>
      ScoresList.parse(await read(scoresListKey(digest))),
    ),
  );
const publishedPacks = async () =>
  Promise.all(
    (await pointer()).packs.map(async ({ digest }) =>
      listedPack(digest, ScoresPack.parse(await read(scoresPackKey(digest)))),
    ),
  );

it("shows in few lists what all packs say, made at once or one in each run", async () => {
  await seedHours(END, 2, WHO);
  do await publishScores(ports(), ONE_BY_ONE);
  while ((await archive.read(SCORES_KEY)) === null);
  const packs = await publishedPacks();
  expect(packs.length).toBeGreaterThanOrEqual(10);
  expect(packs.flatMap(({ scores }) => scores).map(({ orchestrator }) => orchestrator)).toEqual(
    WHO.toSorted(),
  );
  const shown = await lists();
  expect(shown.length).toBeLessThanOrEqual(8);
  expect(shown.flatMap((list) => list.packs)).toEqual(packs);
  await archive.remove(await archive.list(""));
  await publishScores(ports(), { ...ONE_BY_ONE, packs: 99 });
  expect(await lists()).toEqual(shown);
});

it("shows nothing of a pack that is not pointed to any more, and keeps the lists of two pointers at most", async () => {
  await seedHours(END, 2, WHO);
  await publishScores(ports(), { ...ONE_BY_ONE, packs: 99 });
  const all = (await pointer()).lists?.length ?? 0;
  await seedVersion(
    hourOf(END - HOUR_MS),
    2,
    WHO.flatMap((who) => rowsAt(hourOf(END - HOUR_MS), who)),
  );
  for (let run = 0; run < 3; run++) await publishScores(ports(), ONE_BY_ONE);
  const { packs } = await pointer();
  const pointed = new Set(packs.map(({ digest }) => digest));
  const shown = (await lists()).flatMap((list) => list.packs);
  expect(shown.every(({ digest }) => pointed.has(digest))).toBe(true);
  expect(shown).toEqual(await publishedPacks());
  const stored = await archive.list(`${SCORES_PREFIX}lists/`);
  expect(stored.length).toBeLessThanOrEqual(all + 1);
});
