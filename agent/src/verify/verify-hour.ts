import { policyDigest } from "../../../schema/sla/policy.ts";
import { publishHour, type Input } from "../../../schema/sla/publish/publish-hour.ts";
import { digestOf } from "../../../schema/wire/canonical.ts";
import { PublishedHour } from "../../../schema/wire/hour.ts";
import { Policy } from "../../../schema/wire/policy.ts";
import { Refusal } from "../refusal.ts";
import type { Api } from "./ask-api.ts";
import { checkObject } from "./check-object.ts";
import { checkWindows } from "./check-windows.ts";
import { compare, type Finding } from "./finding.ts";

/** What was checked, and what of it does not hold. */
export type Verification = Readonly<{
  hour: PublishedHour;
  windows: number;
  findings: readonly Finding[];
}>;

/** Raw objects that are fetched at once. */
const AT_ONCE = 8;

/**
 * Recomputes a published hour from its raw objects and compares: digests of the stored bytes, every signature and
 * chain, rollups, jobs, and the document itself.
 *
 * @param version  null for the latest
 * @throws Refusal when something that is needed cannot be had
 */
export async function verifyHour(
  api: Api,
  hour: string,
  version: number | null,
): Promise<Verification> {
  const path = `/v1/hours/${encodeURIComponent(hour)}${version === null ? "" : `/${version}`}`;
  const published = await api.json(path, PublishedHour);
  const policy = await api.json("/v1/policy", Policy);
  const served = await policyDigest(policy);
  if (served !== published.policy.digest) {
    throw new Refusal(
      `the hour was made with policy ${published.policy.digest}; the API serves ${served}`,
    );
  }
  const { digest, ...body } = published;
  const findings: Finding[] = compare("hour asked for", hour, published.hour);
  findings.push(...compare("digest of the hour's document", digest, await digestOf(body)));
  const objects = await fetchObjects(api, published, findings);
  const checked = await checkWindows(objects.map(({ raw }) => raw));
  findings.push(...checked.findings);
  const isComplete = objects.length === published.inputs.length;
  if (isComplete) findings.push(...(await recompute(published, policy, objects)));
  return { hour: published, windows: checked.windows, findings };
}

const FIELDS = Object.keys(PublishedHour.shape) as (keyof PublishedHour)[];

/** Compares every field of the document with what the raw objects give. */
async function recompute(
  published: PublishedHour,
  policy: Policy,
  objects: readonly Input[],
): Promise<Finding[]> {
  const { hour, version, state, slot_seconds: slotSeconds } = published;
  try {
    const recomputed = await publishHour({ hour, version, state, policy, slotSeconds, objects });
    return FIELDS.flatMap((field) => compare(field, published[field], recomputed.hour[field]));
  } catch (error) {
    return [{ what: "recomputation", expected: "an hour", found: String(error) }];
  }
}

async function fetchObjects(api: Api, { inputs }: PublishedHour, findings: Finding[]) {
  const objects: Input[] = [];
  for (let i = 0; i < inputs.length; i += AT_ONCE) {
    const some = inputs.slice(i, i + AT_ONCE);
    const bytes = await Promise.all(
      some.map(({ key }) => api.bytes(`/v1/snapshots/${encodeURIComponent(key)}`)),
    );
    for (const [j, input] of some.entries()) {
      const checked = await checkObject(input, bytes[j] ?? new Uint8Array());
      findings.push(...checked.findings);
      if (checked.raw) objects.push({ ...input, raw: checked.raw });
    }
  }
  return objects;
}
