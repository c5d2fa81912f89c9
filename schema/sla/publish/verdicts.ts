import type { Policy } from "../../wire/policy.ts";
import type { Role } from "../../wire/workflow.ts";
import { targetsFor } from "../promises.ts";
import { type Verdict, verdictOf } from "../verdict.ts";
import { workflowName } from "../workflow-name.ts";
import { isDecider } from "./counting.ts";
import type { Joined } from "./join-jobs.ts";
import type { Side } from "./sides.ts";

/** What each side of a job makes of it; null where that side has not decided it. */
export type Verdicts = Readonly<Record<Role, Verdict | null>>;

/** Found once for a job: its document and its sums are made of them. */
export const verdictsOf = ({ gateway, orchestrator }: Joined, policy: Policy): Verdicts => ({
  gateway: verdictBy(gateway, policy),
  orchestrator: verdictBy(orchestrator, policy),
});

/** By the workflow that the side itself names, so that the other side cannot choose the targets. */
function verdictBy(side: Side | null, policy: Policy): Verdict | null {
  if (!isDecider(side)) return null;
  const { entry } = side.decided;
  const targets = targetsFor(policy, workflowName(entry.pipeline, entry.model));
  return verdictOf(entry, side.target.role, targets, policy.weights);
}
