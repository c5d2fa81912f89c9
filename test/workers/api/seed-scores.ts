import { env } from "cloudflare:workers";
import { DEFAULT_POLICY, policyDigest } from "../../../schema/sla/policy.ts";
import { listedPack } from "../../../schema/sla/scores-list.ts";
import { scoresPack } from "../../../schema/sla/scores-pack.ts";
import { canonicalBytes, canonicalJson, digestOf, sha256 } from "../../../schema/wire/canonical.ts";
import type { Compliance } from "../../../schema/wire/compliance.ts";
import { Address, type Sha256 } from "../../../schema/wire/identifier.ts";
import { Hour } from "../../../schema/wire/quantity.ts";
import type { Rollup } from "../../../schema/wire/rollup.ts";
import { type ListedPack, Scores, ScoresPack } from "../../../schema/wire/scores.ts";
import {
  SCORES_KEY,
  scoresListKey,
  scoresPackKey,
} from "../../../workers/store/published-documents.ts";

/** Publishes the scores of these rows over each period that ends at 14:00, as sla-cron leaves them. */
export async function seedScores(
  rollups: readonly Rollup[],
  trust: Compliance["trust"] = null,
): Promise<void> {
  const orchestrators = [
    ...new Set(rollups.flatMap(({ orchestrator }) => orchestrator ?? [])),
  ].toSorted();
  const pack = scoresPack({
    to: Hour.parse("2026-01-09T14:00:00Z"),
    versions: [],
    policy: DEFAULT_POLICY,
    policyDigest: await policyDigest(DEFAULT_POLICY),
    scored: orchestrators.map((orchestrator) => ({
      orchestrator,
      trust,
      rollups: rollups.filter((row) => row.orchestrator === orchestrator),
      spans: [],
    })),
    refused: (_, error) => {
      throw error;
    },
  });
  await seedPacks([{ ...WHOLE, pack }]);
  // Under a digest that the tests of all routes know before.
  const known = await policyDigest(DEFAULT_POLICY);
  await env.ARCHIVE.put(scoresPackKey(known), canonicalJson(ScoresPack.parse(pack)));
  await seedList(known, [listedPack(known, pack)]);
}

const WHOLE = { first: `0x${"0".repeat(40)}`, last: `0x${"f".repeat(40)}` };

const seedList = (digest: Sha256, packs: readonly ListedPack[]) =>
  env.ARCHIVE.put(
    scoresListKey(digest),
    canonicalJson({ schema: "livepeer.sla.scores-list/1", packs }),
  );

/** Stores packs, a list of them, and then the pointer to all. */
export async function seedPacks(
  packs: readonly Readonly<{ first: string; last: string; pack: ScoresPack }>[],
): Promise<void> {
  const pointed: Scores["packs"] = [];
  for (const { first, last, pack } of packs) {
    const bytes = canonicalBytes(ScoresPack.parse(pack));
    const digest = await sha256(bytes);
    await env.ARCHIVE.put(scoresPackKey(digest), bytes);
    pointed.push({ first: Address.parse(first), last: Address.parse(last), digest });
  }
  const listed = packs.map(({ pack }, i) => listedPack(pointed[i]!.digest, pack));
  const digest = await digestOf(listed);
  await seedList(digest, listed);
  const lists = [{ ...WHOLE, digest }];
  const pointer = Scores.parse({ schema: "livepeer.sla.scores/2", packs: pointed, lists });
  await env.ARCHIVE.put(SCORES_KEY, canonicalJson(pointer));
}
