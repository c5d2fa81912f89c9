import type { Compliance, Period } from "../wire/compliance.ts";
import type { PublishedHour } from "../wire/hour.ts";
import type { Address, Sha256 } from "../wire/identifier.ts";
import type { Hour } from "../wire/quantity.ts";
import type { Policy, Sli } from "../wire/policy.ts";
import type { Counter, Rollup, Sums, Witness } from "../wire/rollup.ts";
import type { TrustLevel } from "../wire/target.ts";
import { HOUR_MS, hourOf, hourStart } from "./hour.ts";
import { onlyAgent, onlySlots, withoutAgent } from "./of-agent.ts";
import { ratioOf } from "./quotient.ts";
import { type Lately, scoreOf } from "./score.ts";
import { sliSums } from "./sli-hours.ts";
import type { Events } from "./slo.ts";
import { badIn, badOf, joined, type Span } from "./span.ts";
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
  period: Period;
  from: Hour;
  to: Hour;
  /** The orchestrator's rows of hours, of the period and of the 24 hours before `to`, of both views. */
  rollups: readonly Rollup[];
  /** The same of longer spans, none of which reaches over `from`. An hour is in a span or in rows, never in both. */
  spans?: readonly Span[];
  /** The versions that the rows are from. */
  hours: readonly Pick<PublishedHour, "hour" | "version" | "digest" | "state">[];
  policy: Policy;
  policyDigest: Sha256;
  trust: TrustLevel | null;
}>;

/** An orchestrator's score over a period in both views, with what it was made from. */
export function complianceOf(evidence: Evidence): Compliance {
  const { orchestrator, workflow, period, from, to, policy, hours } = evidence;
  const rows = rowsSince(evidence, from);
  const agent = ofAgent(rows);
  const completeness = ratioOf(count(agent, "windows"), count(agent, "minutes"));
  const sums = {
    any: ofView(rows, workflow, "any"),
    corroborated: ofView(rows, workflow, "corroborated"),
  };
  const score = (witness: Witness) =>
    scoreOf(
      addSums(sums[witness], onlySlots(agent)),
      witness,
      policy,
      completeness.ppm,
      latelyOf(evidence, witness),
    );
  const views = { any: score("any"), corroborated: score("corroborated") };
  const up = count(agent, "slots_up");
  return {
    schema: "livepeer.sla.compliance/1",
    orchestrator,
    workflow,
    gpu: evidence.gpu ?? null,
    region: evidence.region ?? null,
    gateway: evidence.gateway ?? null,
    period,
    from,
    to,
    open: hours.some(({ state }) => state === "open"),
    policy: { id: policy.id, digest: evidence.policyDigest },
    trust: evidence.trust,
    views,
    completeness,
    availability: {
      ...ratioOf(up, up + count(agent, "slots_down")),
      no_probe: count(agent, "slots_no_probe"),
    },
    reporting: ratioOf(count(sums.any, "agent_reported"), count(sums.any, "gateway_saw")),
    corroborated: ratioOf(views.corroborated.decided, views.any.decided),
    hours: hours
      .map(({ hour, version, digest }) => ({ hour, version, digest }))
      .toSorted((a, b) => (a.hour < b.hour ? 1 : a.hour > b.hour ? -1 : 0)),
  };
}

const count = ({ counts }: Sums, counter: Counter): number => counts[counter] ?? 0;

/** All that is known of the hours from one on: rows of hours, and of spans. Of rows that are not asked for, the agent's part. */
function rowsSince(evidence: Evidence, from: Hour): Rollup[] {
  const { orchestrator, rollups, spans = [], to } = evidence;
  return [
    ...rollups.filter(({ hour }) => hour >= from && hour < to),
    ...spans.filter((span) => span.from >= from && span.to <= to).flatMap(({ rows }) => rows),
  ]
    .filter((row) => row.orchestrator === orchestrator && row.purpose === "live")
    .map((row) => (isAsked(evidence, row) ? row : { ...row, sums: onlyAgent(row.sums) }));
}

const isAsked = ({ gpu, region, gateway }: Evidence, row: Rollup): boolean =>
  (gpu == null || row.gpu === gpu) &&
  (region == null || row.region === region) &&
  (gateway == null || row.gateway === gateway);

const ofAgent = (rows: readonly Rollup[]): Sums =>
  rows
    .filter(({ witness }) => witness === "any")
    .reduce((sum, { sums }) => addSums(sum, onlyAgent(sums)), EMPTY_SUMS);

const inView = (rows: readonly Rollup[], workflow: string | null, of: Witness): Rollup[] =>
  rows.filter(
    ({ witness, pipeline, model }) =>
      witness === of && (workflow === null || workflowName(pipeline, model) === workflow),
  );

const ofView = (rows: readonly Rollup[], workflow: string | null, witness: Witness): Sums =>
  inView(rows, workflow, witness).reduce(
    (sum, { sums }) => addSums(sum, withoutAgent(sums)),
    EMPTY_SUMS,
  );

/** What burn rates and the hours below a target are made from. */
function latelyOf(evidence: Evidence, witness: Witness): Lately {
  const { workflow, from, to, spans = [] } = evidence;
  const burn = (hours: number): Sums => {
    const rows = rowsSince(evidence, hourOf(Math.max(0, hourStart(to) - hours * HOUR_MS)));
    const jobs = sliSums(inView(rows, workflow, witness));
    const slots = sliSums(rows.filter((row) => row.witness === "any"));
    return addSums({ ...jobs, counts: withoutAgent(jobs).counts }, onlySlots(slots));
  };
  const inPeriod = spans.filter((span) => span.from >= from && span.to <= to);
  const ofHours = badOf(rowsSince({ ...evidence, spans: [] }, from));
  const bad = joined(
    [ofHours, ...inPeriod.map((span) => span.bad)].map((of) => badIn(of, workflow, witness)),
  );
  const hours: Partial<Record<Sli, ReadonlyMap<Hour, Events>>> = {};
  for (const [sli, list] of Object.entries(bad))
    hours[sli as Sli] = new Map(list.map(([hour, good, valid]) => [hour, { good, valid }]));
  return { burn: { "1h": burn(1), "24h": burn(24) }, hours };
}
