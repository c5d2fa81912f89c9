import type { Policy, Sli, Targets } from "../../../../schema/wire/policy.ts";

/** The targets of a workflow, or of the whole network where none is chosen. */
export function targetsOf(policy: Policy, workflow: string | null): Targets {
  const { slos: _slos, ...own } = ownOf(policy, workflow);
  return { ...policy.default, ...(own as Partial<Targets>) };
}

/** The objective of a workflow for an SLI, in ppm. */
export const objectiveOf = (policy: Policy, workflow: string | null, sli: Sli): number =>
  ownOf(policy, workflow).slos?.[sli] ?? policy.slos[sli];

const ownOf = ({ workflows }: Policy, workflow: string | null): Policy["workflows"][string] =>
  (workflow === null ? undefined : workflows[workflow]) ?? {};
