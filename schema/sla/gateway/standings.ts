import { GATEWAY_PERIODS, type GatewayPeriod, type Standing } from "../../wire/network.ts";
import type { Witness } from "../../wire/rollup.ts";
import { ppmOf, scaled } from "../quotient.ts";
import { scoreLowPpm } from "../score-low.ts";
import { lowRecords } from "./low-records.ts";
import {
  HOURS_NEEDED,
  REMEMBERED_HOURS,
  STANDING_COUNTS,
  type StandingCount,
  type StandingSums,
} from "./standing-sums.ts";

type Standings = Record<GatewayPeriod, Record<"cautious" | "any" | "corroborated", Standing>>;

/**
 * What each view says of an orchestrator in one workflow (null: in all), now and at the ends of the hours before.
 *
 * @param sums              of the orchestrator's live rows of at least the hours needed
 * @param provisionalBelow  decided jobs from which on the corroborated view stands alone
 */
export function standingsOf(
  sums: readonly StandingSums[],
  workflow: string | null,
  provisionalBelow: number,
): Standings {
  const any = seriesOf(sums, workflow, "any");
  const corroborated = seriesOf(sums, workflow, "corroborated");
  const agent = agentSeries(sums);
  const of = (period: GatewayPeriod) => {
    const hours = GATEWAY_PERIODS[period];
    const views = Array.from({ length: REMEMBERED_HOURS }, (_, ago) => {
      const shown = ppmOf(between(agent.windows, ago, hours), between(agent.minutes, ago, hours));
      return {
        any: viewOf(any, ago, hours, shown ?? 1_000_000),
        corroborated: viewOf(corroborated, ago, hours, 1_000_000),
      };
    });
    const cautious = views.map((view) => cautiousOf(view, provisionalBelow));
    return {
      any: standingOf(views.map((view) => view.any)),
      corroborated: standingOf(views.map((view) => view.corroborated)),
      cautious: standingOf(cautious),
    };
  };
  return { "24h": of("24h"), "7d": of("7d") };
}

type View = Readonly<{ decided: number; low: number | null }>;

/** METRICS.md §4: the corroborated view where it has enough decided jobs, else the lower of the two. */
function cautiousOf({ any, corroborated }: Record<"any" | "corroborated", View>, below: number) {
  if (corroborated.decided >= below) return corroborated;
  const known = any.low !== null && corroborated.low !== null;
  return {
    decided: any.decided,
    low: known ? Math.min(any.low ?? 0, corroborated.low ?? 0) : null,
  };
}

const standingOf = (views: readonly View[]): Standing => ({
  decided: views[0]?.decided ?? 0,
  low: lowRecords(views.map(({ low }) => low)),
});

/** Sums up to the end of each hour ago, so that a period is a difference: index 0 is the oldest hour, as a prefix. */
type Series = Readonly<Record<"credit" | "decided" | "jobs", readonly number[]>>;

function seriesOf(
  sums: readonly StandingSums[],
  workflow: string | null,
  witness: Witness,
): Series {
  const own = sums.filter(
    (of) => of.witness === witness && (workflow === null || of.workflow === workflow),
  );
  return {
    credit: prefix(own, "credit"),
    decided: prefix(own, "decided"),
    jobs: prefix(own, "jobs"),
  };
}

/** Completeness is of the agent, and its counters stand in the rows of `any`. */
const agentSeries = (sums: readonly StandingSums[]) => {
  const own = sums.filter(({ witness }) => witness === "any");
  return { windows: prefix(own, "windows"), minutes: prefix(own, "minutes") };
};

function prefix(own: readonly StandingSums[], name: StandingCount): number[] {
  const at = 1 + STANDING_COUNTS.indexOf(name);
  const byHour = Array.from({ length: HOURS_NEEDED }, () => 0);
  for (const { hours } of own)
    for (const counts of hours) byHour[counts[0]] = (byHour[counts[0]] ?? 0) + (counts[at] ?? 0);
  const sums = [0];
  for (const each of byHour) sums.push((sums.at(-1) ?? 0) + each);
  return sums;
}

/** The sum over so many hours that ended so many hours ago. */
const between = (sums: readonly number[], ago: number, hours: number): number =>
  (sums[HOURS_NEEDED - ago] ?? 0) - (sums[Math.max(0, HOURS_NEEDED - ago - hours)] ?? 0);

function viewOf(series: Series, ago: number, hours: number, shownPpm: number): View {
  const jobs = between(series.jobs, ago, hours);
  const low = scoreLowPpm(between(series.credit, ago, hours), jobs);
  return {
    decided: between(series.decided, ago, hours),
    low: low === null ? null : scaled(low, shownPpm, 100_000_000) / 100,
  };
}
