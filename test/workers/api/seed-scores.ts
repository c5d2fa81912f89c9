import { env } from "cloudflare:workers";
import { complianceOf } from "../../../schema/sla/compliance.ts";
import { HOUR_MS, hourOf, hourStart } from "../../../schema/sla/hour.ts";
import { DEFAULT_POLICY, policyDigest } from "../../../schema/sla/policy.ts";
import { canonicalJson } from "../../../schema/wire/canonical.ts";
import { PERIODS, type Period } from "../../../schema/wire/compliance.ts";
import { Hour } from "../../../schema/wire/quantity.ts";
import type { Rollup } from "../../../schema/wire/rollup.ts";
import { Scores } from "../../../schema/wire/scores.ts";
import { SCORES_KEY } from "../../../workers/store/published-documents.ts";

/** Publishes the scores of these rows over each period that ends at 14:00, as sla-cron leaves them. */
export async function seedScores(rollups: readonly Rollup[]): Promise<void> {
  const to = Hour.parse("2026-01-09T14:00:00Z");
  const digest = await policyDigest(DEFAULT_POLICY);
  const orchestrators = [
    ...new Set(rollups.flatMap(({ orchestrator }) => orchestrator ?? [])),
  ].toSorted();
  const periodScores = (period: Period) => {
    const from = hourOf(hourStart(to) - PERIODS[period] * HOUR_MS);
    const scores = orchestrators.map((orchestrator) => {
      const {
        hours: _hours,
        from: _from,
        to: _to,
        period: _period,
        open: _open,
        ...row
      } = complianceOf({
        orchestrator,
        workflow: null,
        period,
        from,
        to,
        rollups: rollups.filter((each) => each.orchestrator === orchestrator && each.hour >= from),
        hours: [],
        policy: DEFAULT_POLICY,
        policyDigest: digest,
        trust: null,
      });
      return row;
    });
    return { from, to, open: false, hours: [], scores };
  };
  const periods = Object.fromEntries(
    (Object.keys(PERIODS) as Period[]).map((period) => [period, periodScores(period)]),
  );
  const document = Scores.parse({ schema: "livepeer.sla.scores/1", periods });
  await env.ARCHIVE.put(SCORES_KEY, canonicalJson(document));
}
