import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { scoresPack } from "../../../schema/sla/scores-pack.ts";
import { DEFAULT_POLICY, policyDigest } from "../../../schema/sla/policy.ts";
import { OrchestratorsPage } from "../../../schema/wire/api/orchestrators.ts";
import { canonicalJson } from "../../../schema/wire/canonical.ts";
import type { Address } from "../../../schema/wire/identifier.ts";
import { Hour } from "../../../schema/wire/quantity.ts";
import { Scores, ScoresList } from "../../../schema/wire/scores.ts";
import { createApp } from "../../../workers/api/app.ts";
import { SCORES_KEY, scoresListKey } from "../../../workers/store/published-documents.ts";
import { rowsAt, spread } from "../sla-cron/seed-versions.ts";
import { NOW_MS } from "./ask.ts";
import { seedHour } from "./seed-hour.ts";
import { seedPacks } from "./seed-scores.ts";

const HOUR = Hour.parse("2026-01-09T13:00:00Z");
const WHO = Array.from({ length: 240 }, (_, n) => spread(n + 1)).toSorted();
const WHOLE = { first: `0x${"0".repeat(40)}`, last: `0x${"f".repeat(40)}` };

/** In packs of four, as Free has them, and one list of them all. */
beforeAll(async () => {
  await seedHour({ hour: HOUR, rollups: WHO.slice(0, 1).flatMap((who) => rowsAt(HOUR, who)) });
  const digest = await policyDigest(DEFAULT_POLICY);
  const packs = Array.from({ length: WHO.length / 4 }, (_, i) => WHO.slice(4 * i, 4 * i + 4));
  await seedPacks(
    packs.map((own, i) => ({
      first: i === 0 ? WHOLE.first : (own[0] as string),
      last: WHO[4 * i + 4] === undefined ? WHOLE.last : before(WHO[4 * i + 4] as Address),
      pack: scoresPack({
        to: Hour.parse("2026-01-09T14:00:00Z"),
        versions: [],
        policy: DEFAULT_POLICY,
        policyDigest: digest,
        scored: own.map((orchestrator) => ({
          orchestrator,
          trust: 1,
          rollups: rowsAt(HOUR, orchestrator),
          spans: [],
        })),
        refused: (_, error) => {
          throw error;
        },
      }),
    })),
  );
});

const before = (address: Address): string =>
  `0x${(BigInt(address) - 1n).toString(16).padStart(40, "0")}`;

/** In an isolate that has kept nothing. @returns the answer, and how many objects of R2 it read */
async function ask(path: string): Promise<{ page: OrchestratorsPage; reads: number }> {
  let reads = 0;
  const ARCHIVE = new Proxy(env.ARCHIVE, {
    get: (bucket, name) => {
      const own = Reflect.get(bucket, name) as unknown;
      if (typeof own !== "function") return own;
      return (...given: unknown[]) => {
        reads += 1;
        return own.apply(bucket, given) as unknown;
      };
    },
  });
  const app = createApp({ now: () => NOW_MS, log: console.error });
  const response = await app.request(path, {}, { ...env, ARCHIVE });
  return { page: OrchestratorsPage.parse(await response.json()), reads };
}

it("answers a page of 240 orchestrators from a few reads, though their scores stand in 60 packs", async () => {
  const { page, reads } = await ask("/v1/orchestrators?limit=500&period=1h");
  expect(page.orchestrators.map(({ orchestrator }) => orchestrator)).toEqual(WHO);
  expect(reads).toBeLessThanOrEqual(4);
});

it("pages through all of them, each once", async () => {
  const seen: string[] = [];
  for (let cursor = ""; ;) {
    const { page } = await ask(`/v1/orchestrators?limit=100&period=30d${cursor}`);
    seen.push(...page.orchestrators.map(({ orchestrator }) => orchestrator));
    if (page.next === null) break;
    cursor = `&cursor=${page.next}`;
  }
  expect(seen).toEqual(WHO);
});

it("answers the same from packs where a list is behind, and where it is gone", async () => {
  const path = "/v1/orchestrators?limit=40";
  const { page: listed } = await ask(path);
  const pointer = Scores.parse(await (await env.ARCHIVE.get(SCORES_KEY))?.json());
  const key = scoresListKey(pointer.lists![0]!.digest);
  const list = ScoresList.parse(await (await env.ARCHIVE.get(key))?.json());
  const behind = { ...list, packs: list.packs.filter((_, i) => i % 3 !== 0) };
  await env.ARCHIVE.put(key, canonicalJson(behind));
  expect((await ask(path)).page).toEqual(listed);
  await env.ARCHIVE.delete(key);
  expect((await ask(path)).page).toEqual(listed);
  const { lists: _, ...old } = pointer;
  await env.ARCHIVE.put(SCORES_KEY, canonicalJson(old));
  expect((await ask(path)).page).toEqual(listed);
});
