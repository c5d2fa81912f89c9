import {
  COHORT_MEASURES,
  CohortMeasure,
  type CohortRank,
  type CohortsDocument,
  type CohortSummary,
  type CohortValues,
  LEAST_MEMBERS,
} from "../../wire/cohort.ts";
import type { Member } from "./members.ts";
import { quartile, rankPpm } from "./rank.ts";

/** Every cohort's quartiles, in the order of workflow, GPU and view, and every member's values and ranks. */
export type Cohorts = Pick<CohortsDocument, "summaries" | "places">;

/** Ranks members within their cohorts. Their order cannot matter. */
export function cohortsOf(members: readonly Member[]): Cohorts {
  const groups = Map.groupBy(members, ({ workflow, gpu, witness }) =>
    JSON.stringify([workflow, gpu ?? "", witness]),
  );
  const summaries: CohortSummary[] = [];
  const places: CohortsDocument["places"] = {};
  for (const [, group] of [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const [first] = group;
    if (first === undefined) continue;
    const { workflow, gpu, witness } = first;
    const cohort = summaries.length;
    const sorted = byMeasure((measure) =>
      group.flatMap(({ values }) => values[measure] ?? []).toSorted((a, b) => a - b),
    );
    const measures = byMeasure((measure) => spread(sorted[measure]));
    summaries.push({ workflow, gpu, witness, measures });
    for (const { orchestrator, values } of group)
      (places[orchestrator] ??= []).push({ cohort, values: ranked(values, sorted) });
  }
  return { summaries, places };
}

/** A member's place as it is answered: with its cohort's quartiles, and a reason for what is null. */
export function placeIn(summary: CohortSummary, own: CohortValues): CohortRank {
  const { measures: _measures, ...cohort } = summary;
  return { ...cohort, measures: byMeasure((measure) => measureIn(summary, own, measure)) };
}

/** The same of one measure. */
export function measureIn(
  { measures }: CohortSummary,
  { values }: CohortValues,
  measure: CohortMeasure,
): CohortRank["measures"][CohortMeasure] {
  const { reason, ...spread } = measures[measure];
  const { value = null, rank_ppm = null } = values[measure] ?? {};
  return { value, rank_ppm, ...spread, reason: value === null ? "not_measured" : reason };
}

type Values = Readonly<Record<CohortMeasure, readonly number[]>>;

const ranked = (values: Member["values"], sorted: Values): CohortValues["values"] =>
  Object.fromEntries(
    CohortMeasure.options.flatMap((measure) => {
      const value = values[measure];
      if (value === undefined) return [];
      const all = sorted[measure];
      const isSmall = all.length < LEAST_MEMBERS;
      return [
        [
          measure,
          { value, rank_ppm: isSmall ? null : rankPpm(all, value, COHORT_MEASURES[measure]) },
        ],
      ];
    }),
  );

function spread(ascending: readonly number[]): CohortSummary["measures"][CohortMeasure] {
  const n = ascending.length;
  if (n < LEAST_MEMBERS) return { n, q1: null, median: null, q3: null, reason: "small_cohort" };
  const [q1, median, q3] = [quartile(ascending, 1), quartile(ascending, 2), quartile(ascending, 3)];
  return { n, q1, median, q3, reason: null };
}

const byMeasure = <T>(of: (measure: CohortMeasure) => T): Record<CohortMeasure, T> =>
  Object.fromEntries(CohortMeasure.options.map((measure) => [measure, of(measure)])) as Record<
    CohortMeasure,
    T
  >;
