import { complianceOf } from "../schema/sla/compliance.ts";
import { cellsOf, explorerDocument } from "../schema/sla/explorer/explorer-document.ts";
import { bucketOf } from "../schema/sla/histogram.ts";
import { DEFAULT_POLICY, policyDigest } from "../schema/sla/policy.ts";
import { canonicalJson } from "../schema/wire/canonical.ts";
import { PERIODS } from "../schema/wire/compliance.ts";
import { Address } from "../schema/wire/identifier.ts";
import { Hour } from "../schema/wire/quantity.ts";
import { addressOf, networkOf } from "../test/support/network.ts";
import { rollup } from "../test/support/rollup.ts";
import { EXPLORER_KEY, NETWORK_KEY, SCORES_KEY } from "../workers/store/published-documents.ts";

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
  const scores = addresses.map((orchestrator, i) => {
    const {
      hours: _h,
      from: _f,
      to: _t,
      period: _p,
      open: _o,
      ...row
    } = complianceOf({
      ...RANGE,
      orchestrator: Address.parse(orchestrator),
      workflow: null,
      period: "24h",
      rollups: rows.slice(i, i + 1),
      hours: [],
      policy: DEFAULT_POLICY,
      policyDigest: digest,
      trust: 1,
    });
    return row;
  });
  const period = { ...RANGE, open: false, hours: [], scores };
  const periods = Object.fromEntries(Object.keys(PERIODS).map((name) => [name, period]));
  return {
    [SCORES_KEY]: canonicalJson({ schema: "livepeer.sla.scores/1", periods }),
    [NETWORK_KEY]: canonicalJson(networkOf(addresses.map((orchestrator) => ({ orchestrator })))),
    [EXPLORER_KEY]: canonicalJson(explorerDocument(cellsOf(rows), RANGE)),
  };
}
