import { digestOf } from "../wire/canonical.ts";
import type { Sha256 } from "../wire/identifier.ts";
import { Policy, type Targets } from "../wire/policy.ts";
import json from "../policy/default.json" with { type: "json" };
import { workflowName } from "./workflow-name.ts";

/** The policy of this version of the software. A fork edits the file; every score names the one it was made with. */
export const DEFAULT_POLICY: Policy = Policy.parse(json);

/** What a workflow promises: its own targets, and the default's where it has none. */
export function targetsFor(policy: Policy, pipeline: string | null, model: string | null): Targets {
  const name = workflowName(pipeline, model);
  const own = name !== null && Object.hasOwn(policy.workflows, name) ? policy.workflows[name] : {};
  return { ...policy.default, ...withoutUndefined(own ?? {}) };
}

/** SHA-256 of the policy's canonical JSON. */
export const policyDigest = (policy: Policy): Promise<Sha256> => digestOf(policy);

type Own = Policy["workflows"][string];

const withoutUndefined = (own: Own): Partial<Targets> =>
  Object.fromEntries(Object.entries(own).filter(([, target]) => target !== undefined));
