import { canonicalBytes } from "../../schema/wire/canonical.ts";
import type { Archive } from "../store/archive.ts";
import { policyKey } from "../store/published-documents.ts";
import type { NamedPolicy } from "./hour-policy.ts";

/** Keeps the policy that a published hour names under its digest, for ever: who checks the hour needs it. */
export async function publishPolicy(
  archive: Archive,
  { policy, digest }: NamedPolicy,
): Promise<void> {
  const key = policyKey(digest);
  if ((await archive.read(key)) === null) await archive.createOnce(key, canonicalBytes(policy));
}
