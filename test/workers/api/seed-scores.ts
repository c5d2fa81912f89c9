import { env } from "cloudflare:workers";
import { DEFAULT_POLICY, policyDigest } from "../../../schema/sla/policy.ts";
import { scoresPack } from "../../../schema/sla/scores-pack.ts";
import { canonicalBytes, canonicalJson, sha256 } from "../../../schema/wire/canonical.ts";
import type { Compliance } from "../../../schema/wire/compliance.ts";
import { Address } from "../../../schema/wire/identifier.ts";
import { Hour } from "../../../schema/wire/quantity.ts";
import type { Rollup } from "../../../schema/wire/rollup.ts";
import { Scores, ScoresPack } from "../../../schema/wire/scores.ts";
import { SCORES_KEY, scoresPackKey } from "../../../workers/store/published-documents.ts";

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
  await env.ARCHIVE.put(
    scoresPackKey(await policyDigest(DEFAULT_POLICY)),
    canonicalJson(ScoresPack.parse(pack)),
  );
}

const WHOLE = { first: `0x${"0".repeat(40)}`, last: `0x${"f".repeat(40)}` };

/** Stores packs, and then the pointer to them. */
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
  const pointer = Scores.parse({ schema: "livepeer.sla.scores/2", packs: pointed });
  await env.ARCHIVE.put(SCORES_KEY, canonicalJson(pointer));
}
