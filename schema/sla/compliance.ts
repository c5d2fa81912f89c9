import type { Compliance, Period } from "../wire/compliance.ts";
import type { PublishedHour } from "../wire/hour.ts";
import type { Address, Sha256 } from "../wire/identifier.ts";
import type { Policy } from "../wire/policy.ts";
import type { Hour } from "../wire/quantity.ts";
import type { Counter, Rollup, Sums, Witness } from "../wire/rollup.ts";
import type { TrustLevel } from "../wire/target.ts";
import { ratioOf } from "./quotient.ts";
import { scoreOf } from "./score.ts";
import { addSums, countsOf, EMPTY_SUMS } from "./sums.ts";
import { workflowName } from "./workflow-name.ts";

/** What an orchestrator's compliance over `[from, to)` is made from. */
export type Evidence = Readonly<{
  orchestrator: Address;
  /** `<pipeline>/<model>`, or null for all. */
  workflow: string | null;
  period: Period;
  from: Hour;
  to: Hour;
  /** The orchestrator's rows of the period, of live traffic, of both views. */
  rollups: readonly Rollup[];
  /** The versions that the rows are from. */
  hours: readonly Pick<PublishedHour, "hour" | "version" | "digest" | "state">[];
  policy: Policy;
  policyDigest: Sha256;
  trust: TrustLevel | null;
}>;

/** An orchestrator's score over a period in both views, with what it was made from. */
export function complianceOf(evidence: Evidence): Compliance {
  const { orchestrator, workflow, period, from, to, policy, hours } = evidence;
  const agent = ofAgent(evidence);
  const completeness = ratioOf(count(agent, "windows"), count(agent, "minutes"));
  const sums = { any: ofView(evidence, "any"), corroborated: ofView(evidence, "corroborated") };
  const score = (witness: Witness) =>
    scoreOf(addSums(sums[witness], slotsOf(agent)), witness, policy, completeness.ppm);
  const views = { any: score("any"), corroborated: score("corroborated") };
  const up = count(agent, "slots_up");
  return {
    schema: "livepeer.sla.compliance/1",
    orchestrator,
    workflow,
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

/** Counters of the agent itself: they have no workflow, stand in the rows of `any`, and hold for both views. */
const OF_AGENT = ["windows", "minutes", "slots_up", "slots_down", "slots_no_probe"] as const;

const count = ({ counts }: Sums, counter: Counter): number => counts[counter] ?? 0;

const isLive = ({ orchestrator }: Evidence, row: Rollup): boolean =>
  row.orchestrator === orchestrator && row.purpose === "live";

const ofAgent = (evidence: Evidence): Sums =>
  evidence.rollups
    .filter((row) => row.witness === "any" && isLive(evidence, row))
    .reduce((sum, { sums }) => addSums(sum, only(sums, OF_AGENT)), EMPTY_SUMS);

const ofView = (evidence: Evidence, witness: Witness): Sums =>
  evidence.rollups
    .filter((row) => row.witness === witness && isLive(evidence, row))
    .filter(
      ({ pipeline, model }) =>
        evidence.workflow === null || workflowName(pipeline, model) === evidence.workflow,
    )
    .reduce((sum, { sums }) => addSums(sum, without(sums, OF_AGENT)), EMPTY_SUMS);

const slotsOf = (agent: Sums): Sums => only(agent, ["slots_up", "slots_down"]);

const only = ({ counts }: Sums, counters: readonly Counter[]): Sums => ({
  ...EMPTY_SUMS,
  counts: countsOf(Object.fromEntries(counters.map((counter) => [counter, counts[counter] ?? 0]))),
});

const without = (sums: Sums, counters: readonly Counter[]): Sums => ({
  ...sums,
  counts: countsOf({
    ...sums.counts,
    ...Object.fromEntries(counters.map((counter) => [counter, 0])),
  }),
});
