import type { Hour } from "../wire/quantity.ts";
import { Rollup, type Sums, type Witness } from "../wire/rollup.ts";
import { type BadHours, badHoursOf } from "./sli-hours.ts";
import { addSums } from "./sums.ts";
import { withoutAgent } from "./of-agent.ts";
import { workflowName } from "./workflow-name.ts";

/** An orchestrator's hours with bad events: of its agent's slots, and of the jobs of each view, whole and by workflow. */
export type Bad = Readonly<{
  agent: BadHours;
  views: readonly Readonly<{ workflow: string | null; witness: Witness; hours: BadHours }>[];
}>;

/**
 * One orchestrator's live sums over hours [from, to), added up, with the hours that sums cannot tell any more. Spans add:
 * any split of the same hours comes to the same. The hour of its rows is that of its start.
 */
export type Span = Readonly<{ from: Hour; to: Hour; rows: readonly Rollup[]; bad: Bad }>;

/** Nothing was bad. */
export const NO_BAD: Bad = { agent: {}, views: [] };

/** The hours with bad events in an orchestrator's live rows of hours. */
export function badOf(rows: readonly Rollup[]): Bad {
  const agent = badHoursOf(rows.filter(({ witness }) => witness === "any").map(slotsOnly));
  const jobs = rows.map((row) => ({ ...row, sums: withoutAgent(row.sums) }));
  const views = (["any", "corroborated"] as const).flatMap((witness) => {
    const own = jobs.filter((row) => row.witness === witness);
    const byWorkflow = Map.groupBy(own, ({ pipeline, model }) => workflowName(pipeline, model));
    byWorkflow.delete(null);
    return [[null, own] as const, ...byWorkflow].map(([workflow, of]) => ({
      workflow,
      witness,
      hours: badHoursOf(of),
    }));
  });
  return { agent, views: views.filter(({ hours }) => Object.keys(hours).length > 0) };
}

/** Spans and rows of hours as one span. What is given twice counts twice. */
export function spanOf(
  { from, to }: Readonly<{ from: Hour; to: Hour }>,
  spans: readonly Pick<Span, "rows" | "bad">[],
  rows: readonly Rollup[],
): Span {
  const sums = new Map<string, Rollup>();
  for (const row of [...rows, ...spans.flatMap((span) => span.rows)]) {
    const { orchestrator, pipeline, model, witness } = row;
    const key = JSON.stringify([orchestrator, pipeline, model, witness]);
    const known = sums.get(key);
    const sum: Sums = known === undefined ? row.sums : addSums(known.sums, row.sums);
    sums.set(key, { ...row, hour: from, gpu: null, region: null, gateway: null, sums: sum });
  }
  const bads = [badOf(rows), ...spans.map(({ bad }) => bad)];
  return {
    from,
    to,
    rows: [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row),
    bad: {
      agent: joined(bads.map(({ agent }) => agent)),
      views: [
        ...Map.groupBy(
          bads.flatMap(({ views }) => views),
          nameOf,
        ).values(),
      ].map((own) => ({
        ...(own[0] as (typeof own)[number]),
        hours: joined(own.map(({ hours }) => hours)),
      })),
    },
  };
}

/** The hours with bad events of one view of one workflow, or of all of them, the agent's slots with them. */
export const badIn = ({ agent, views }: Bad, workflow: string | null, of: Witness): BadHours =>
  joined([
    agent,
    ...views
      .filter(({ witness, ...view }) => witness === of && view.workflow === workflow)
      .map(({ hours }) => hours),
  ]);

/** Hours of several lists, by SLI, oldest first. */
export function joined(lists: readonly BadHours[]): BadHours {
  const all: BadHours = {};
  for (const list of lists)
    for (const [sli, hours] of Object.entries(list))
      (all[sli as keyof BadHours] ??= []).push(...hours);
  for (const hours of Object.values(all)) hours.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return all;
}

const nameOf = ({ workflow, witness }: Bad["views"][number]) => JSON.stringify([workflow, witness]);

const slotsOnly = ({ hour, sums: { counts } }: Rollup) => ({
  hour,
  sums: {
    counts: { slots_up: counts.slots_up ?? 0, slots_down: counts.slots_down ?? 0 },
    amounts: {},
    histograms: {},
  },
});
