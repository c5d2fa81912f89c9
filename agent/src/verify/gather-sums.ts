import { type Scored, periodStart } from "../../../schema/sla/scores-pack.ts";
import { type Span, spanOf } from "../../../schema/sla/span.ts";
import type { PublishedHour } from "../../../schema/wire/hour.ts";
import type { Address } from "../../../schema/wire/identifier.ts";
import type { Hour } from "../../../schema/wire/quantity.ts";
import type { Rollup } from "../../../schema/wire/rollup.ts";
import type { ScoresPack } from "../../../schema/wire/scores.ts";
import type { Source } from "../published/source.ts";
import type { Finding } from "./finding.ts";
import { byOrchestrator, readSums } from "./read-sums.ts";
import type { Verification } from "./verify-hour.ts";

/** What scores are made of: the last day hour by hour, what was before it in spans between the periods' beginnings. */
export type Gathered = Readonly<{
  hours: readonly PublishedHour[];
  of: ReadonlyMap<Address, Omit<Scored, "trust">>;
  /** How many of the hours were recomputed from raw objects. */
  recomputed: number;
  findings: readonly Finding[];
}>;

type Sums = { rollups: Rollup[]; spans: Map<Hour, Growing> };

/** A span, and rows of hours that are not in it yet. */
type Growing = { segment: Segment; span: Span | null; rows: Rollup[]; hours: number };

/** So many hours are added to a span at once: every addition goes through all of its hours that were bad. */
const HOURS_AT_ONCE = 24;

/**
 * Reads the sums of the hours that scores name. Older hours are added up as they come, so that a month takes no more
 * memory than a day.
 */
export async function gatherSums(
  source: Source,
  { to, hours }: Pick<ScoresPack, "to" | "hours">,
  verified: readonly Verification[],
): Promise<Gathered> {
  const sums = new Map<Address, Sums>();
  const documents: PublishedHour[] = [];
  const findings: Finding[] = [];
  let recomputed = 0;
  for (const named of hours) {
    const read = await readSums(source, named, verified);
    documents.push(read.hour);
    findings.push(...read.findings);
    recomputed += read.recomputed ? 1 : 0;
    const segment = segmentOf(named.hour, to);
    for (const [orchestrator, rows] of byOrchestrator(read.rollups)) {
      const own = sums.get(orchestrator) ?? { rollups: [], spans: new Map<Hour, Growing>() };
      sums.set(orchestrator, own);
      if (segment === null) own.rollups.push(...rows);
      else {
        const growing = own.spans.get(segment.from) ?? { segment, span: null, rows: [], hours: 0 };
        own.spans.set(segment.from, growing);
        growing.rows.push(...rows);
        growing.hours += 1;
        if (growing.hours % HOURS_AT_ONCE === 0) added(growing);
      }
    }
  }
  const of = [...sums].map(([orchestrator, { rollups, spans }]) => {
    const scored = { orchestrator, rollups, spans: [...spans.values()].map(added) };
    return [orchestrator, scored] as const;
  });
  return { hours: documents, of: new Map(of), recomputed, findings };
}

function added(growing: Growing): Span {
  const { segment, span, rows } = growing;
  growing.span = spanOf(segment, span === null ? [] : [span], rows);
  growing.rows = [];
  return growing.span;
}

type Segment = Readonly<{ from: Hour; to: Hour }>;

/** The span between two periods' beginnings that an hour is in; null within the last day. */
function segmentOf(hour: Hour, to: Hour): Segment | null {
  const [month, week, day] = [
    periodStart("30d", to),
    periodStart("7d", to),
    periodStart("24h", to),
  ] as const;
  if (hour >= day) return null;
  return hour >= week ? { from: week, to: day } : { from: month, to: week };
}
