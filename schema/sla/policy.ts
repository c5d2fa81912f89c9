import { digestOf } from "../wire/canonical.ts";
import type { Sha256 } from "../wire/identifier.ts";
import { Policy } from "../wire/policy.ts";
import json from "../policy/default.json" with { type: "json" };

/** The policy of this version of the software. A fork edits the file; every score names the one it was made with. */
export const DEFAULT_POLICY: Policy = Policy.parse(json);

/** SHA-256 of the policy's canonical JSON. */
export const policyDigest = (policy: Policy): Promise<Sha256> => digestOf(policy);
