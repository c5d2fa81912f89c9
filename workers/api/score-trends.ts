import * as z from "zod";
import { scaled } from "../../schema/sla/quotient.ts";
import { periodStart } from "../../schema/sla/scores-pack.ts";
import type { TrendSpan } from "../../schema/wire/api/orchestrators.ts";
import type { Period } from "../../schema/wire/compliance.ts";
import type { Address } from "../../schema/wire/identifier.ts";
import { Count } from "../../schema/wire/quantity.ts";
import { packOf } from "./score-packs.ts";
import type { LightPack } from "./scores.ts";
import type { Store } from "./store.ts";

/** The four spans of orchestrators, from the packs that answer for them: each pack is read once, as for their scores. */
export async function scoreTrends(
  store: Store,
  orchestrators: readonly Address[],
): Promise<ReadonlyMap<Address, TrendSpan[]>> {
  const trends = new Map<Address, TrendSpan[]>();
  const seen = new Set<LightPack>();
  for (const orchestrator of orchestrators) {
    if (trends.has(orchestrator)) continue;
    const pack = await packOf(store, orchestrator);
    if (pack === null || seen.has(pack)) continue;
    seen.add(pack);
    for (const [of, spans] of trendsIn(pack)) trends.set(of, spans);
  }
  return trends;
}

const LONGEST_FIRST = ["30d", "7d", "24h", "1h"] as const satisfies readonly Period[];

/** Each period includes the shorter ones and ends with them: what a shorter one leaves of it is a span of its own. */
export function trendsIn(pack: LightPack): [Address, TrendSpan[]][] {
  const sums = LONGEST_FIRST.map((period) => wholeSums(pack, period));
  const orchestrators = [...(sums[0]?.keys() ?? [])];
  return orchestrators.map((orchestrator) => {
    const spans = LONGEST_FIRST.map((period, i) => {
      const shorter = LONGEST_FIRST[i + 1];
      const [all, within] = [sums[i]?.get(orchestrator), sums[i + 1]?.get(orchestrator)];
      const view = (witness: "any" | "corroborated") => {
        const n = (all?.[witness].decided ?? 0) - (within?.[witness].decided ?? 0);
        const credit_ppm = (all?.[witness].credit_ppm ?? 0) - (within?.[witness].credit_ppm ?? 0);
        return { score: n === 0 ? null : scaled(credit_ppm, 1, 100 * n) / 100, credit_ppm, n };
      };
      return {
        from: periodStart(period, pack.to),
        to: shorter === undefined ? pack.to : periodStart(shorter, pack.to),
        views: { any: view("any"), corroborated: view("corroborated") },
      };
    });
    return [orchestrator as Address, spans];
  });
}

const Sum = z.looseObject({ credit_ppm: Count, decided: Count });

/** Of a row of a pack: what scores of spans are made from. */
const Summed = z.looseObject({
  orchestrator: z.string(),
  workflow: z.string().nullable(),
  views: z.looseObject({ any: Sum, corroborated: Sum }),
});

/** Sums over all workflows, by orchestrator. */
const wholeSums = ({ periods }: LightPack, period: Period) =>
  new Map(
    (periods[period]?.scores ?? [])
      .filter(({ workflow }) => workflow === null)
      .map((row) => Summed.parse(row))
      .map(({ orchestrator, views }) => [orchestrator, views] as const),
  );
