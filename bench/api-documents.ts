import { cellsOf, explorerDocument } from "../schema/sla/explorer/explorer-document.ts";
import { bucketOf } from "../schema/sla/histogram.ts";
import { DEFAULT_POLICY, policyDigest } from "../schema/sla/policy.ts";
import { scoresPack } from "../schema/sla/scores-pack.ts";
import { canonicalJson, digestOf } from "../schema/wire/canonical.ts";
import { Address } from "../schema/wire/identifier.ts";
import { Hour } from "../schema/wire/quantity.ts";
import { addressOf, networkOf } from "../test/support/network.ts";
import { rollup } from "../test/support/rollup.ts";
import {
  EXPLORER_KEY,
  NETWORK_KEY,
  SCORES_KEY,
  scoresPackKey,
} from "../workers/store/published-documents.ts";

const ORCHESTRATORS = 200;
const RANGE = {
  from: Hour.parse("2026-01-08T14:00:00Z"),
  to: Hour.parse("2026-01-09T14:00:00Z"),
};

/** The documents that hot reads are answered from, of a network of 200 orchestrators, by their keys in the archive. */
export async function apiDocuments(): Promise<Record<string, string>> {
  const addresses = Array.from({ length: ORCHESTRATORS }, (_, i) => addressOf(i + 1));
  const rows = addresses.map((orchestrator, i) =>
    rollup({
      orchestrator,
      sums: {
        counts: { success: 90 + (i % 10), failed: 5, credit_ppm: 88_000_000 },
        amounts: {},
        histograms: { first_frame_ms: { [bucketOf(500 + i * 10)]: 90 } },
      },
    }),
  );
  const digest = await policyDigest(DEFAULT_POLICY);
  const pack = scoresPack({
    to: RANGE.to,
    versions: [],
    policy: DEFAULT_POLICY,
    policyDigest: digest,
    scored: addresses.map((orchestrator, i) => ({
      orchestrator: Address.parse(orchestrator),
      trust: 1,
      rollups: rows.slice(i, i + 1),
      spans: [],
    })),
    refused: (_, error) => {
      throw error;
    },
  });
  const whole = { first: `0x${"0".repeat(40)}`, last: `0x${"f".repeat(40)}` };
  const packDigest = await digestOf(pack);
  const packs = [{ ...whole, digest: packDigest }];
  return {
    [SCORES_KEY]: canonicalJson({ schema: "livepeer.sla.scores/2", packs }),
    [scoresPackKey(packDigest)]: canonicalJson(pack),
    [NETWORK_KEY]: canonicalJson(networkOf(addresses.map((orchestrator) => ({ orchestrator })))),
    [EXPLORER_KEY]: canonicalJson(explorerDocument(cellsOf(rows), RANGE)),
  };
}
