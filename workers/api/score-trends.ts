import { scaled } from "../../schema/sla/quotient.ts";
import { periodStart } from "../../schema/sla/scores-pack.ts";
import type { TrendSpan } from "../../schema/wire/api/orchestrators.ts";
import type { Period } from "../../schema/wire/compliance.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { Reason } from "../../schema/wire/reason.ts";
import type { ListedScores } from "../../schema/wire/scores.ts";

const LONGEST_FIRST = ["30d", "7d", "24h", "1h"] as const satisfies readonly Period[];

/** Where each period begins that ends at `to`. */
export const startsOf = (to: Hour): Readonly<Record<Period, Hour>> => ({
  "1h": periodStart("1h", to),
  "24h": periodStart("24h", to),
  "7d": periodStart("7d", to),
  "30d": periodStart("30d", to),
});

/**
 * The four spans of an orchestrator. Each period includes the shorter ones and ends with them: what a shorter one leaves of
 * it is a span of its own.
 *
 * @param starts  where the periods begin
 */
export function trendOf(
  { periods }: Pick<ListedScores, "periods">,
  starts: ReturnType<typeof startsOf>,
  to: Hour,
): TrendSpan[] {
  return LONGEST_FIRST.map((period, i) => {
    const shorter = LONGEST_FIRST[i + 1];
    const view = (witness: "any" | "corroborated") => {
      const all = periods[period]?.views[witness];
      const within = shorter && periods[shorter]?.views[witness];
      const n = (all?.n ?? 0) - (within?.n ?? 0);
      const credit_ppm = (all?.credit_ppm ?? 0) - (within?.credit_ppm ?? 0);
      return { score: n === 0 ? null : scaled(credit_ppm, 1, 100 * n) / 100, credit_ppm, n };
    };
    return {
      from: starts[period],
      to: shorter === undefined ? to : starts[shorter],
      views: { any: view("any"), corroborated: view("corroborated") },
    };
  });
}

/** Why spans have no score, by the paths of a row that holds them. */
export const trendNulls = (trend: readonly TrendSpan[]): Record<string, Reason> =>
  Object.fromEntries(
    trend.flatMap(({ views }, i) =>
      (["any", "corroborated"] as const).flatMap((view) =>
        views[view].score === null
          ? [[`trend.${i}.views.${view}.score`, "no_decided_job" as const]]
          : [],
      ),
    ),
  );
