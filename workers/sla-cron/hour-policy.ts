import { DEFAULT_POLICY, policyDigest } from "../../schema/sla/policy.ts";
import type { Sha256 } from "../../schema/wire/identifier.ts";
import { Policy } from "../../schema/wire/policy.ts";
import { newestArchived, readVersion } from "../store/archived-versions.ts";
import { policyKey } from "../store/published-documents.ts";
import type { DueHour } from "./due-hours.ts";
import type { Ports } from "./ports.ts";
import { readDocument } from "./read-document.ts";

/** A policy, and the digest by which what was made with it names it. */
export type NamedPolicy = Readonly<{ policy: Policy; digest: Sha256 }>;

/** The policy under which new hours are published. */
export async function currentPolicy({
  policy = DEFAULT_POLICY,
}: Pick<Ports, "policy">): Promise<NamedPolicy> {
  return { policy, digest: await policyDigest(policy) };
}

/**
 * The policy that an hour is published under: that of the version before, whichever is the current one, so that what has
 * happened is never measured against what was promised later. An hour without a version takes the current policy; so does
 * one whose own policy is lost, which is said.
 *
 * @see docs/adr/0020-an-hour-keeps-its-policy.md
 */
export async function hourPolicy(due: DueHour, ports: Ports): Promise<NamedPolicy> {
  const { archive, log } = ports;
  const current = await currentPolicy(ports);
  const lost = (reason: string, named: Sha256 | null): NamedPolicy => {
    log({ event: "hour.policy_lost", hour: due.hour, policy: named, reason });
    return current;
  };
  const named = await namedBefore(due, archive);
  if (named === null) return due.latest === null ? current : lost("no_version", null);
  if (named === current.digest) return current;
  const policy = await readDocument(archive, policyKey(named), Policy);
  if (policy === null) return lost("no_policy", named);
  if ((await policyDigest(policy)) !== named) return lost("bad_digest", named);
  return { policy, digest: named };
}

/** What the version before names. Where D1 has none, the archive may: a database can be lost. */
async function namedBefore(
  { hour, latest }: DueHour,
  archive: Ports["archive"],
): Promise<Sha256 | null> {
  if (latest !== null && latest.policy !== null) return latest.policy.digest;
  const document =
    latest === null
      ? await newestArchived(archive, hour)
      : await readVersion(archive, hour, latest.version);
  return document?.policy.digest ?? null;
}
