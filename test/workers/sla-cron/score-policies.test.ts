import { beforeEach, expect, it } from "vitest";
import { checkScores } from "../../../agent/src/verify/check-scores.ts";
import { hours } from "../../../schema/tables/hours.ts";
import { canonicalBytes, sha256 } from "../../../schema/wire/canonical.ts";
import { run } from "../../../workers/sla-cron/run.ts";
import { latestVersion } from "../../../workers/store/hour-versions.ts";
import {
  policyKey,
  SCORES_KEY,
  scoresPackKey,
} from "../../../workers/store/published-documents.ts";
import { HOUR } from "../../schema/sla/publish/scene.ts";
import { archive, db, emptyAll, store } from "./bench.ts";
import { LONG_AFTER, NEW, OLD, named, slowTurn, under } from "./policies.ts";
import { publishedSource } from "./published-source.ts";
import { readPacks } from "./read-scores.ts";
import { at } from "./turns.ts";

const { old, next } = await named();

/** The orchestrator's score of a day, with the policies that it names. */
async function scoreOfDay() {
  const [pack] = await readPacks();
  const { policies, scores } = pack?.periods["24h"] ?? {};
  return { policies, policy: scores?.[0]?.policy.digest, ...scores?.[0]?.views.any };
}

/** Publishes a job of one hour under the old policy, and one of the next under the new one. */
async function publishBoth(): Promise<void> {
  await store(slowTurn(10));
  await run(at(61), under(OLD));
  await store(slowTurn(70));
  await run(at(121), under(NEW));
}

beforeEach(emptyAll);

it("moves no score of the past when the policy changes, though its hours close", async () => {
  await store(slowTurn(10));
  await run(at(61), under(OLD));
  const before = await scoreOfDay();
  expect(before).toMatchObject({ decided: 1, policies: [old], policy: old });
  expect(before.score).toBeLessThan(100);
  await run(LONG_AFTER, under(NEW));
  expect(await latestVersion(db, HOUR)).toMatchObject({ state: "final", version: 2 });
  const { score, policies, policy } = await scoreOfDay();
  expect({ score, policies, policy }).toEqual({
    score: before.score,
    policies: [old],
    policy: next,
  });
});

it("says which policies a score is made of: each job by its hour's", async () => {
  await store(slowTurn(10));
  await run(at(61), under(OLD));
  const { credit_ppm: credit } = await scoreOfDay();
  await publishBoth();
  expect(await scoreOfDay()).toMatchObject({
    decided: 2,
    policies: [old, next].toSorted(),
    policy: next,
    credit_ppm: Number(credit) + 1_000_000,
  });
});

it("leaves the policies out while that of one hour is not known, and learns it from the hour's document", async () => {
  await publishBoth();
  await db.update(hours).set({ policy: null });
  await run(at(121), { ...under(NEW), mayAsk: (requests) => requests <= 30 });
  expect((await scoreOfDay()).policies).toBeUndefined();
  await run(at(121), under(NEW));
  expect((await scoreOfDay()).policies).toEqual([old, next].toSorted());
  expect(await latestVersion(db, HOUR)).toMatchObject({ policy: { digest: old } });
});

it("verify holds a score's policies against those of its hours, and fetches each", async () => {
  await publishBoth();
  const check = async () => (await checkScores(publishedSource, ["24h"], [], null))?.findings;
  expect(await check()).toEqual([]);
  await archive.remove([policyKey(old)]);
  await expect(check()).rejects.toThrow(`policy ${old}`);
  await archive.put(policyKey(old), canonicalBytes(OLD));
  const [pack] = await readPacks();
  if (pack === undefined) throw new Error("no pack");
  const day = { ...pack.periods["24h"], policies: [next] };
  const bytes = canonicalBytes({ ...pack, periods: { ...pack.periods, "24h": day } });
  const digest = await sha256(bytes);
  const range = { first: `0x${"0".repeat(40)}`, last: `0x${"f".repeat(40)}`, digest };
  const pointer = { schema: "livepeer.sla.scores/2", packs: [range] };
  await archive.put(scoresPackKey(digest), bytes);
  await archive.put(SCORES_KEY, canonicalBytes(pointer));
  const [expected, found] = [[next], [old, next].toSorted()].map((each) => JSON.stringify(each));
  expect(await check()).toEqual([{ what: "policies of the scores of 24h", expected, found }]);
});
