import { GATEWAY_PERIODS, type GatewayPeriod, type Standing } from "../../wire/network.ts";
import type { Hour } from "../../wire/quantity.ts";
import type { Rollup } from "../../wire/rollup.ts";
import { HOUR_MS, hourStart } from "../hour.ts";
import { ppmOf, scaled } from "../quotient.ts";
import { scoreLowPpm } from "../score-low.ts";
import { workflowName } from "../workflow-name.ts";
import { lowRecords } from "./low-records.ts";

/** How many hours back a membership is remembered. */
export const REMEMBERED_HOURS = 24;

/** The longest period, and the hours remembered before it: what rows are needed for. */
export const HOURS_NEEDED = GATEWAY_PERIODS["7d"] + REMEMBERED_HOURS;

type Standings = Record<GatewayPeriod, Record<"cautious" | "any" | "corroborated", Standing>>;

/**
 * What each view says of an orchestrator in one workflow (null: in all), now and at the ends of the hours before.
 *
 * @param rows              the orchestrator's live rows of at least the hours needed before `to`
 * @param provisionalBelow  decided jobs from which on the corroborated view stands alone
 */
export function standingsOf(
  rows: readonly Rollup[],
  workflow: string | null,
  to: Hour,
  provisionalBelow: number,
): Standings {
  const any = seriesOf(rows, workflow, "any", to);
  const corroborated = seriesOf(rows, workflow, "corroborated", to);
  const agent = agentSeries(rows, to);
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
  rows: readonly Rollup[],
  workflow: string | null,
  witness: Rollup["witness"],
  to: Hour,
): Series {
  const own = rows.filter(
    (row) =>
      row.witness === witness &&
      (workflow === null || workflowName(row.pipeline, row.model) === workflow),
  );
  const decidedOf = ({ sums: { counts } }: Rollup) => (counts.success ?? 0) + (counts.failed ?? 0);
  return {
    credit: prefix(own, to, ({ sums }) => sums.counts.credit_ppm ?? 0),
    decided: prefix(own, to, decidedOf),
    jobs: prefix(own, to, (row) => decidedOf(row) + (row.sums.counts.self_excused ?? 0)),
  };
}

/** Completeness is of the agent, and its counters stand in the rows of `any`. */
const agentSeries = (rows: readonly Rollup[], to: Hour) => {
  const own = rows.filter(({ witness }) => witness === "any");
  return {
    windows: prefix(own, to, ({ sums }) => sums.counts.windows ?? 0),
    minutes: prefix(own, to, ({ sums }) => sums.counts.minutes ?? 0),
  };
};

function prefix(rows: readonly Rollup[], to: Hour, value: (row: Rollup) => number): number[] {
  const byHour = Array.from({ length: HOURS_NEEDED }, () => 0);
  for (const row of rows) {
    const at = HOURS_NEEDED - (hourStart(to) - hourStart(row.hour)) / HOUR_MS;
    if (at >= 0 && at < HOURS_NEEDED) byHour[at] = (byHour[at] ?? 0) + value(row);
  }
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
