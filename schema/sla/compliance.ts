import type { Compliance } from "../wire/compliance.ts";
import type { Counter, Sums, Witness } from "../wire/rollup.ts";
import { type Evidence, ofAgent, ofView, rowsSince } from "./evidence.ts";
import { latelyOf } from "./lately.ts";
import { onlySlots } from "./of-agent.ts";
import { policiesBehind } from "./policies-behind.ts";
import { objectivesFor } from "./promises.ts";
import { ratioOf } from "./quotient.ts";
import { scoreOf } from "./score.ts";

/** An orchestrator's score over a period in both views, with what it was made from. */
export function complianceOf(evidence: Evidence): Compliance {
  const { orchestrator, workflow, period, from, to, policy, hours } = evidence;
  const promised = { ...policy, slos: objectivesFor(policy, workflow) };
  const rows = rowsSince(evidence, from);
  const agent = ofAgent(rows);
  const completeness = ratioOf(count(agent, "windows"), count(agent, "minutes"));
  const sums = {
    any: ofView(rows, workflow, "any"),
    corroborated: ofView(rows, workflow, "corroborated"),
  };
  const score = (witness: Witness) =>
    scoreOf(
      withSlots(sums[witness], agent),
      witness,
      promised,
      completeness.ppm,
      latelyOf(evidence, witness),
    );
  const views = { any: score("any"), corroborated: score("corroborated") };
  const up = count(agent, "slots_up");
  const policies = policiesBehind(hours);
  return {
    schema: "livepeer.sla.compliance/1",
    orchestrator,
    workflow,
    gpu: evidence.gpu ?? null,
    region: evidence.region ?? null,
    gateway: evidence.gateway ?? null,
    purpose: evidence.purpose ?? "live",
    period,
    from,
    to,
    open: hours.some(({ state }) => state === "open"),
    policy: { id: policy.id, digest: evidence.policyDigest },
    ...(policies && { policies }),
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

/** A view's sums have no counters of the agent: these are put beside them. */
const withSlots = (view: Sums, agent: Sums): Sums => ({
  ...view,
  counts: { ...view.counts, ...onlySlots(agent).counts },
});

const count = ({ counts }: Sums, counter: Counter): number => counts[counter] ?? 0;
