import type { Pseudonym } from "../../wire/identifier.ts";
import { shortDigest } from "../../wire/short-digest.ts";
import { type Side, sideKey } from "./sides.ts";

/** One job with whoever reported it; at least one side. */
export type Joined = Readonly<{ id: Pseudonym; gateway: Side | null; orchestrator: Side | null }>;

/**
 * Joins what a gateway and an orchestrator say of one attempt: by (request, orchestrator, ordinal of the attempt). A side
 * that does not know its request, or whose orchestrator is not known, stands alone. Of two agents on one side of the
 * same attempt the one at the gateway's node counts, else the one that saw it first.
 */
export function joinJobs(sides: Iterable<Side>): Joined[] {
  const groups = Map.groupBy(sides, (side) => JSON.stringify(nameOf(side)));
  const jobs: Joined[] = [];
  for (const members of groups.values()) {
    const id = shortDigest(nameOf(members[0] as Side));
    const gateway = first(members.filter(({ target }) => target.role === "gateway"));
    const agents = members.filter(({ target }) => target.role === "orchestrator");
    const atNode = agents.filter(
      ({ target }) => target.node !== null && target.node === gateway?.latest.node,
    );
    jobs.push({ id, gateway, orchestrator: first(atNode.length > 0 ? atNode : agents) });
  }
  return jobs;
}

const nameOf = ({ target, orchestrator, latest: { request, attempt, job } }: Side): unknown[] =>
  request === null || orchestrator === null
    ? [target.agent, job]
    : [request, orchestrator, attempt];

/** By start, then by agent and job, so that the order of arrival cannot matter. */
const first = (sides: readonly Side[]): Side | null =>
  sides.toSorted(
    (a, b) =>
      a.latest.started_at - b.latest.started_at ||
      (sideKey(a.target, a.latest.job) < sideKey(b.target, b.latest.job) ? -1 : 1),
  )[0] ?? null;
