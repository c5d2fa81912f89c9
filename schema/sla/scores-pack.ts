import { PERIODS, Period } from "../wire/compliance.ts";
import type { Address, Sha256 } from "../wire/identifier.ts";
import type { Policy } from "../wire/policy.ts";
import type { Hour } from "../wire/quantity.ts";
import type { Rollup } from "../wire/rollup.ts";
import type { ScoreRow, ScoresPack } from "../wire/scores.ts";
import type { TrustLevel } from "../wire/target.ts";
import { complianceOf } from "./compliance.ts";
import { HOUR_MS, hourOf, hourStart } from "./hour.ts";
import { policiesBehind, type VersionBehind } from "./policies-behind.ts";
import type { Span } from "./span.ts";
import { workflowName } from "./workflow-name.ts";

/** One orchestrator's evidence: live rows of hours, and of spans. An hour is in one of them, and once. */
export type Scored = Readonly<{
  orchestrator: Address;
  trust: TrustLevel | null;
  rollups: readonly Rollup[];
  spans: readonly Span[];
}>;

type Packed = Readonly<{
  to: Hour;
  /** The latest versions of the hours of the longest period. */
  versions: readonly VersionBehind[];
  policy: Policy;
  policyDigest: Sha256;
  scored: readonly Scored[];
  /** Is told of an orchestrator that has no score because its sums are no exact integers any more. */
  refused: (orchestrator: Address, error: unknown) => void;
}>;

/** The first hour of a period that ends at `to`. */
export const periodStart = (period: Period, to: Hour): Hour =>
  hourOf(Math.max(0, hourStart(to) - PERIODS[period] * HOUR_MS));

/** The scores of some orchestrators over every period: one row for all workflows, and one for each that the period saw. */
export function scoresPack({ to, versions, scored, refused, ...by }: Packed): ScoresPack {
  const scores = new Map<Period, ScoreRow[]>(Period.options.map((period) => [period, []]));
  for (const one of scored)
    try {
      const rows = Period.options.map(
        (period) => [period, rowsOf(period, to, versions, one, by)] as const,
      );
      for (const [period, own] of rows) scores.get(period)?.push(...own);
    } catch (error) {
      refused(one.orchestrator, error);
    }
  const longest = periodStart("30d", to);
  const hours = within(versions, longest, to).toSorted((a, b) => (a.hour < b.hour ? 1 : -1));
  const periods = [...scores].map(([period, rows]) => {
    const from = periodStart(period, to);
    const behind = within(versions, from, to);
    const open = behind.some(({ state }) => state === "open");
    const policies = policiesBehind(behind);
    return [period, { from, open, ...(policies && { policies }), scores: rows }];
  });
  return {
    schema: "livepeer.sla.scores-pack/1",
    to,
    hours: hours.map(({ hour, version, digest }) => ({ hour, version, digest })),
    periods: Object.fromEntries(periods) as ScoresPack["periods"],
  };
}

/** Those of hours in a range. */
export const within = <T extends Pick<VersionBehind, "hour">>(
  versions: readonly T[],
  from: Hour,
  to: Hour,
): T[] => versions.filter(({ hour }) => hour >= from && hour < to);

function rowsOf(
  period: Period,
  to: Hour,
  hours: readonly VersionBehind[],
  { spans, rollups, ...who }: Scored,
  by: Pick<Packed, "policy" | "policyDigest">,
): ScoreRow[] {
  const from = periodStart(period, to);
  const seen = [
    ...rollups.filter(({ hour }) => hour >= from && hour < to),
    ...spans.filter((span) => span.from >= from && span.to <= to).flatMap(({ rows }) => rows),
  ];
  if (seen.length === 0) return [];
  const named = seen.map(({ pipeline, model }) => workflowName(pipeline, model));
  const workflows = [...new Set(named)].filter((name) => name !== null).toSorted();
  return [null, ...workflows].map((workflow) => {
    const evidence = { ...who, ...by, workflow, period, from, to, rollups, spans, hours: [] };
    const {
      hours: _hours,
      from: _from,
      to: _to,
      period: _period,
      open: _open,
      policies: _policies,
      purpose: _purpose,
      ...row
    } = complianceOf(evidence);
    return row;
  });
}
