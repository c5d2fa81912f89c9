import { complianceOf } from "../../schema/sla/compliance.ts";
import { hourOf, nextHour } from "../../schema/sla/hour.ts";
import { DEFAULT_POLICY, policyDigest } from "../../schema/sla/policy.ts";
import type { Publication } from "../../schema/sla/publish/publish-hour.ts";
import { canonicalJson } from "../../schema/wire/canonical.ts";
import type { Compliance } from "../../schema/wire/compliance.ts";
import type { Address } from "../../schema/wire/identifier.ts";
import type { RawObject } from "../../schema/wire/raw.ts";
import { publish, T0 } from "../schema/sla/publish/scene.ts";

const FIRST = hourOf(T0);
const SECOND = nextHour(FIRST);

/** The two hours of a network: what it began in the first may be decided in the second. */
export const hoursOf = (objects: readonly RawObject[]): Promise<Publication[]> =>
  Promise.all([FIRST, SECOND].map((hour) => publish(objects, { hour })));

/** What is published of an orchestrator over both hours. */
export async function complianceOver(
  hours: readonly Publication[],
  orchestrator: Address,
): Promise<Compliance> {
  return complianceOf({
    orchestrator,
    workflow: null,
    period: "24h",
    from: FIRST,
    to: nextHour(SECOND),
    rollups: hours.flatMap(({ rollups }) => rollups),
    hours: hours.map(({ hour }) => hour),
    policy: DEFAULT_POLICY,
    policyDigest: await policyDigest(DEFAULT_POLICY),
    trust: null,
  });
}

export const orchestratorsIn = (hours: readonly Publication[]): Address[] => [
  ...new Set(hours.flatMap(({ rollups }) => rollups.flatMap((row) => row.orchestrator ?? []))),
];

/** Jobs and rollups of both hours by their digests, and every orchestrator's scores to the byte. */
export async function bytesOf(hours: readonly Publication[]): Promise<object> {
  const scores = await Promise.all(
    orchestratorsIn(hours).map(async (owner) => (await complianceOver(hours, owner)).views),
  );
  return {
    hours: hours.map(({ hour: { jobs_digest, rollups_digest, windows } }) => ({
      jobs_digest,
      rollups_digest,
      windows,
    })),
    scores: canonicalJson(scores),
  };
}
