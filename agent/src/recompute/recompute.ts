import { complianceOf } from "../../../schema/sla/compliance.ts";
import { nextHour } from "../../../schema/sla/hour.ts";
import { policyDigest } from "../../../schema/sla/policy.ts";
import { publishHour } from "../../../schema/sla/publish/publish-hour.ts";
import { workflowName } from "../../../schema/sla/workflow-name.ts";
import type { Score } from "../../../schema/wire/compliance.ts";
import { PublishedHour } from "../../../schema/wire/hour.ts";
import type { Address, Sha256 } from "../../../schema/wire/identifier.ts";
import type { Policy } from "../../../schema/wire/policy.ts";
import type { Hour } from "../../../schema/wire/quantity.ts";
import type { Rollup } from "../../../schema/wire/rollup.ts";
import { jsonOf, type Source } from "../published/source.ts";
import type { Versions } from "../published/versions.ts";
import { Refusal } from "../refusal.ts";
import { objectReader } from "../verify/read-objects.ts";
import { readPolicy } from "../verify/read-policy.ts";
import { byOrchestrator } from "../verify/read-sums.ts";
import { type MovedView, movedView } from "./moved-view.ts";

/** One orchestrator in one workflow, or in all of them: both views before and after. */
export type Moved = Readonly<{
  orchestrator: Address;
  workflow: string | null;
  views: Readonly<Record<"any" | "corroborated", MovedView>>;
}>;

/** What another policy would move. `before`: the policies that the hours were made with. */
export type Recomputed = Readonly<{
  from: Hour;
  to: Hour;
  before: readonly Sha256[];
  after: Sha256;
  moved: readonly Moved[];
}>;

/**
 * Computes hours from their raw objects under their own policy and under another, and compares the scores over all of
 * them together.
 *
 * @throws Refusal where a raw object cannot be had, or is not what the hour names
 */
export async function recompute(
  source: Source,
  versions: Versions["versions"],
  policy: Policy,
): Promise<Recomputed> {
  const read = objectReader(source);
  const [before, after]: [Rollup[], Rollup[]] = [[], []];
  const policies = new Map<Sha256, Policy>();
  for (const { hour, version } of versions) {
    const published = await jsonOf(source, `/v1/hours/${hour}/${version}`, PublishedHour);
    const { objects, findings } = await read(published);
    const [wrong] = findings;
    if (wrong !== undefined)
      throw new Refusal(`${wrong.what}: expected ${wrong.expected}, found ${wrong.found}`);
    const own = await readPolicy(source, published.policy.digest);
    policies.set(published.policy.digest, own.policy);
    const { state, slot_seconds: slotSeconds } = published;
    const inputs = { hour, version, state, slotSeconds, objects };
    before.push(...(await publishHour({ ...inputs, policy: own.policy })).rollups);
    after.push(...(await publishHour({ ...inputs, policy })).rollups);
  }
  const hours = versions.map(({ hour }) => hour).toSorted();
  const [from, last] = [hours.at(0), hours.at(-1)];
  const newest = [...policies.values()].at(-1);
  if (from === undefined || last === undefined || newest === undefined)
    throw new Refusal("there is no hour to recompute");
  const span = { from, to: nextHour(last) };
  return {
    ...span,
    before: [...policies.keys()],
    after: await policyDigest(policy),
    moved: compared(span, { rollups: before, policy: newest }, { rollups: after, policy }),
  };
}

type Side = Readonly<{ rollups: readonly Rollup[]; policy: Policy }>;
type Span = Readonly<{ from: Hour; to: Hour }>;

function compared(span: Span, before: Side, after: Side): Moved[] {
  const [old, others] = [byOrchestrator(before.rollups), byOrchestrator(after.rollups)];
  return [...old]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([orchestrator, rows]) => {
      const names = rows.map(({ pipeline, model }) => workflowName(pipeline, model));
      const workflows = [...new Set(names)].filter((name) => name !== null).toSorted();
      return [null, ...workflows].map((workflow) => {
        const of = (rollups: readonly Rollup[], policy: Policy) =>
          viewsOf(span, orchestrator, workflow, rollups, policy);
        const a = of(rows, before.policy);
        const b = of(others.get(orchestrator) ?? [], after.policy);
        const views = {
          any: movedView(a.any, b.any),
          corroborated: movedView(a.corroborated, b.corroborated),
        };
        return { orchestrator, workflow, views };
      });
    });
}

function viewsOf(
  span: Span,
  orchestrator: Address,
  workflow: string | null,
  rollups: readonly Rollup[],
  policy: Policy,
): Readonly<{ any: Score; corroborated: Score }> {
  const about = { orchestrator, workflow, period: "24h", ...span, rollups, hours: [] } as const;
  const nobody = { policy, policyDigest: "" as Sha256, trust: null };
  return complianceOf({ ...about, ...nobody }).views;
}
