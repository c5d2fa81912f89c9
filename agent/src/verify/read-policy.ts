import { policyDigest } from "../../../schema/sla/policy.ts";
import type { Sha256 } from "../../../schema/wire/identifier.ts";
import { Policy } from "../../../schema/wire/policy.ts";
import { findJson, type Source } from "../published/source.ts";
import { Refusal } from "../refusal.ts";
import { compare, type Finding } from "./finding.ts";

/**
 * The policy that an hour names, and what is wrong with it. An API without old policies has today's.
 *
 * @throws Refusal where there is none of that digest
 */
export async function readPolicy(
  source: Source,
  digest: Sha256,
): Promise<{ policy: Policy; findings: Finding[] }> {
  const path = `/v1/policy/${digest}`;
  const named = await findJson(source, path, Policy);
  if (named !== null) {
    const found = await policyDigest(named);
    return { policy: named, findings: compare(`digest of ${path}`, digest, found) };
  }
  const today = await findJson(source, "/v1/policy", Policy);
  const served = today && (await policyDigest(today));
  if (today === null || served !== digest)
    throw new Refusal(
      `an hour was made with policy ${digest}; ${source.place} has ${served ?? "none"}`,
    );
  return { policy: today, findings: [] };
}
