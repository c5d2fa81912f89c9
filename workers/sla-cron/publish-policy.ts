import { canonicalBytes } from "../../schema/wire/canonical.ts";
import type { Sha256 } from "../../schema/wire/identifier.ts";
import type { Policy } from "../../schema/wire/policy.ts";
import type { Archive } from "../store/archive.ts";
import { policyKey } from "../store/published-documents.ts";

/** Keeps the policy that a published hour names under its digest, for ever: who checks the hour needs it. */
export async function publishPolicy(
  archive: Archive,
  policy: Policy,
  digest: Sha256,
): Promise<void> {
  const key = policyKey(digest);
  if ((await archive.read(key)) === null) await archive.createOnce(key, canonicalBytes(policy));
}
