import type { Period } from "../wire/compliance.ts";
import type { Address, Sha256 } from "../wire/identifier.ts";
import type { Policy } from "../wire/policy.ts";
import type { Hour } from "../wire/quantity.ts";
import type { Rollup, Sums, Witness } from "../wire/rollup.ts";
import type { TrustLevel } from "../wire/target.ts";
import { onlyAgent, withoutAgent } from "./of-agent.ts";
import type { VersionBehind } from "./policies-behind.ts";
import type { Span } from "./span.ts";
import { addSums, EMPTY_SUMS } from "./sums.ts";
import { workflowName } from "./workflow-name.ts";

/** What an orchestrator's compliance over `[from, to)` is made from. */
export type Evidence = Readonly<{
  orchestrator: Address;
  /** `<pipeline>/<model>`, or null for all. */
  workflow: string | null;
  /** Only jobs of these; left out or null for all. Spans have no such parts: with one of these there are rows of hours alone. */
  gpu?: Rollup["gpu"];
  region?: Rollup["region"];
  gateway?: Rollup["gateway"];
  /** Left out for live traffic. */
  purpose?: Rollup["purpose"];
  period: Period;
  from: Hour;
  to: Hour;
  /** The orchestrator's rows of hours, of the period and of the 24 hours before `to`, of both views and of both purposes. */
  rollups: readonly Rollup[];
  /**
   * Live sums of longer spans, none of which reaches over `from`. An hour is in a span or in live rows, never in both. For
   * test load they tell of the agent alone: all of its rows are rows of hours.
   */
  spans?: readonly Span[];
  /** The versions that the rows are from. */
  hours: readonly VersionBehind[];
  /** Whose objectives the sums are held against; the hours may have been made with others. */
  policy: Policy;
  policyDigest: Sha256;
  trust: TrustLevel | null;
}>;

/** All that is known of the hours from one on: rows of hours, and of spans. Of rows that are not asked for, the agent's part. */
export function rowsSince(evidence: Evidence, from: Hour): Rollup[] {
  const { orchestrator, rollups, spans = [], to, purpose = "live" } = evidence;
  return [
    ...rollups.filter(({ hour }) => hour >= from && hour < to),
    ...spans.filter((span) => span.from >= from && span.to <= to).flatMap(({ rows }) => rows),
  ]
    .filter((row) => row.orchestrator === orchestrator)
    .filter((row) => row.purpose === purpose || row.purpose === "live")
    .map((row) => (isAsked(evidence, row) ? row : { ...row, sums: onlyAgent(row.sums) }));
}

const isAsked = ({ gpu, region, gateway, purpose = "live" }: Evidence, row: Rollup): boolean =>
  row.purpose === purpose &&
  (gpu == null || row.gpu === gpu) &&
  (region == null || row.region === region) &&
  (gateway == null || row.gateway === gateway);

/** What the agent itself counted. */
export const ofAgent = (rows: readonly Rollup[]): Sums =>
  rows
    .filter(({ witness }) => witness === "any")
    .reduce((sum, { sums }) => addSums(sum, onlyAgent(sums)), EMPTY_SUMS);

/** Rows of one view, of a workflow or (null) of all. */
export const inView = (rows: readonly Rollup[], workflow: string | null, of: Witness): Rollup[] =>
  rows.filter(
    ({ witness, pipeline, model }) =>
      witness === of && (workflow === null || workflowName(pipeline, model) === workflow),
  );

/** Sums of one view, without what the agent itself counted. */
export const ofView = (rows: readonly Rollup[], workflow: string | null, witness: Witness): Sums =>
  inView(rows, workflow, witness).reduce(
    (sum, { sums }) => addSums(sum, withoutAgent(sums)),
    EMPTY_SUMS,
  );
