import { beforeEach, expect, it } from "vitest";
import { nextHour } from "../../../schema/sla/hour.ts";
import { hours } from "../../../schema/tables/hours.ts";
import { canonicalBytes } from "../../../schema/wire/canonical.ts";
import { rebuild } from "../../../workers/sla-cron/rebuild.ts";
import { run } from "../../../workers/sla-cron/run.ts";
import { hourVersions, latestVersion } from "../../../workers/store/hour-versions.ts";
import { policyKey, publishedKey } from "../../../workers/store/published-documents.ts";
import { HOUR } from "../../schema/sla/publish/scene.ts";
import { archive, db, emptyAll, emptyDatabase, everything, store } from "./bench.ts";
import { LONG_AFTER, NEW, OLD, named, recomputed, slowTurn, under, versionOf } from "./policies.ts";
import { at } from "./turns.ts";
import { TINY } from "./two-shards.ts";

const { old, next } = await named();

/** Every version of the first two hours, the newest first: its hour, its number and its policy as D1 has it. */
const versions = async () =>
  (await hourVersions(db, { to: nextHour(nextHour(HOUR)), after: null, limit: 100 })).map(
    ({ hour, version, policy }) => [hour, version, policy?.digest],
  );

/** Runs that do one step each, until nothing is left. */
async function finish(ports: ReturnType<typeof under>): Promise<void> {
  for (let left = Infinity; left > 0;)
    ({ left } = await run(at(61), { ...ports, runLimits: TINY }));
}

beforeEach(emptyAll);

it("makes every version of an hour under the policy of its first one, and new hours under the new one", async () => {
  await store(slowTurn(10));
  await run(at(61), under(OLD));
  await store(slowTurn(20, 130));
  await store(slowTurn(70));
  await run(at(131), under(NEW));
  await run(LONG_AFTER, under(NEW));
  expect(await versions()).toEqual([
    [nextHour(HOUR), 2, next],
    [nextHour(HOUR), 1, next],
    [HOUR, 3, old],
    [HOUR, 2, old],
    [HOUR, 1, old],
  ]);
  for (const [hour, version] of [[HOUR, 3] as const, [nextHour(HOUR), 2] as const]) {
    const published = await versionOf(hour, version);
    expect(published.state).toBe("final");
    expect(await recomputed(published)).toEqual(published);
  }
});

it("keeps an hour that is open when the policy changes under the old one to its end", async () => {
  await store(slowTurn(10));
  await run(at(11), under(OLD));
  await store(slowTurn(20));
  await run(at(21), under(NEW));
  await run(at(61), under(NEW));
  expect(await versions()).toEqual([3, 2, 1].map((version) => [HOUR, version, old]));
});

it("begins a version anew that was begun under another policy than its hour's, and ends with one that holds", async () => {
  await store(slowTurn(10));
  await store(slowTurn(20));
  for (let n = 0; n < 6; n++) await run(at(61), { ...under(OLD), runLimits: TINY });
  expect(await latestVersion(db, HOUR)).toBeNull();
  const said: object[] = [];
  await finish(under(NEW, said));
  expect(said).toContainEqual({ event: "hour.begun_anew", hour: HOUR, reason: "other_policy" });
  const published = await versionOf(HOUR, 1);
  expect(published.policy.digest).toBe(next);
  expect(await recomputed(published)).toEqual(published);
  const work = await archive.list(`work/v1/${HOUR}/`);
  expect(work.filter((key) => /run|progress/.test(key))).toEqual([]);
});

it("goes on under the hour's own policy where a chain of runs meets a new one", async () => {
  await store(slowTurn(10));
  await run(at(11), under(OLD));
  await store(slowTurn(20));
  for (let n = 0; n < 3; n++) await run(at(61), { ...under(OLD), runLimits: TINY });
  const said: object[] = [];
  await finish(under(NEW, said));
  expect(said).not.toContainEqual(expect.objectContaining({ event: "hour.begun_anew" }));
  const published = await versionOf(HOUR, 2);
  expect(published.policy.digest).toBe(old);
  expect(await recomputed(published)).toEqual(published);
});

it("comes to the same hours under the new policy after the database was lost", async () => {
  await store(slowTurn(10));
  await run(at(61), under(OLD));
  await store(slowTurn(70));
  await run(at(121), under(NEW));
  const ofHours = async () =>
    Object.entries((await everything()).documents).filter(([key]) => key.includes(":00:00Z/"));
  const [before, known] = [await ofHours(), await versions()];
  expect(known.map(([, , policy]) => policy)).toEqual([next, old]);
  await emptyDatabase();
  await rebuild(at(121), under(NEW));
  expect(await ofHours()).toEqual(before);
  expect(await versions()).toEqual(known);
});

it("reads an hour's policy from its document where D1 does not know it", async () => {
  await store(slowTurn(10));
  await run(at(61), under(OLD));
  await db.update(hours).set({ policy: null });
  await store(slowTurn(20, 130));
  await run(at(131), under(NEW));
  expect((await versions())[0]).toEqual([HOUR, 2, old]);
});

it("puts a policy into the archive before any document that names it", async () => {
  await store(slowTurn(10));
  const created: string[] = [];
  const createOnce: typeof archive.createOnce = (key, bytes) => {
    created.push(key);
    return archive.createOnce(key, bytes);
  };
  await run(at(61), { ...under(OLD), archive: { ...archive, createOnce }, onlyHours: true });
  expect(created).toEqual([policyKey(old), publishedKey(HOUR, 1, "hour")]);
});

it.each([
  ["is not there", "no_policy", (key: string) => archive.remove([key])],
  ["is another one", "bad_digest", (key: string) => archive.put(key, canonicalBytes(NEW))],
])("takes the current policy where an hour's own %s, and says so", async (_, reason, lose) => {
  await store(slowTurn(10));
  await run(at(61), under(OLD));
  await lose(policyKey(old));
  await store(slowTurn(20, 130));
  const said: object[] = [];
  await run(at(131), under(NEW, said));
  expect((await versions())[0]).toEqual([HOUR, 2, next]);
  expect(said).toContainEqual({ event: "hour.policy_lost", hour: HOUR, policy: old, reason });
});
