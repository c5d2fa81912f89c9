import type { Objectives, Policy, Targets } from "../wire/policy.ts";

/** What a workflow promises: its own targets, and the default's where it has none. @param workflow  null: of any */
export function targetsFor(policy: Policy, workflow: string | null): Targets {
  const { slos: _slos, ...own } = ownOf(policy, workflow);
  return { ...policy.default, ...known(own) };
}

/** The objectives of a workflow: its own, and the policy's for the rest. @param workflow  null: of all of them together */
export const objectivesFor = (policy: Policy, workflow: string | null): Objectives => ({
  ...policy.slos,
  ...known(ownOf(policy, workflow).slos ?? {}),
});

const ownOf = ({ workflows }: Policy, name: string | null): Policy["workflows"][string] =>
  (name !== null && Object.hasOwn(workflows, name) ? workflows[name] : undefined) ?? {};

const known = <K extends string>(
  own: Readonly<Partial<Record<K, number | undefined>>>,
): Partial<Record<K, number>> =>
  Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined)) as Partial<
    Record<K, number>
  >;
