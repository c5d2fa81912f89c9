import { publishHour, type Publication } from "../../../schema/sla/publish/publish-hour.ts";
import { digestOf } from "../../../schema/wire/canonical.ts";
import { PublishedHour } from "../../../schema/wire/hour.ts";
import type { Hour } from "../../../schema/wire/quantity.ts";
import { jsonOf, type Source } from "../published/source.ts";
import type { AgentFault } from "./agent-fault.ts";
import { checkDocuments } from "./check-documents.ts";
import { checkTrust } from "./check-trust.ts";
import { checkWindows, type Signed } from "./check-windows.ts";
import { compare, type Finding } from "./finding.ts";
import type { ReadObjects } from "./read-objects.ts";
import { readPolicy } from "./read-policy.ts";

/** What was checked, and what of it does not hold. `publication` is null where it could not be recomputed. */
export type Verification = Readonly<{
  hour: PublishedHour;
  windows: number;
  publication: Publication | null;
  findings: readonly Finding[];
  /** What agents did, and the publisher did not. */
  faults: readonly AgentFault[];
}>;

/** What hours that are checked one after another share. */
export type Reading = Readonly<{ source: Source; objects: ReadObjects; signed: Signed }>;

/**
 * Recomputes a published hour from its raw objects and compares: digests of the stored bytes, every signature and
 * chain, trust levels, rollups, jobs, and the documents themselves.
 *
 * @throws Refusal when something that is needed cannot be had
 */
export async function verifyHour(
  { source, objects: read, signed }: Reading,
  hour: Hour,
  version: number,
): Promise<Verification> {
  const published = await jsonOf(source, `/v1/hours/${hour}/${version}`, PublishedHour);
  const { policy, findings: ofPolicy } = await readPolicy(source, published.policy.digest);
  const { digest, ...body } = published;
  const findings: Finding[] = [
    ...compare("hour asked for", [hour, version], [published.hour, published.version]),
    ...compare(`digest of ${hour} version ${version}`, digest, await digestOf(body)),
    ...ofPolicy,
  ];
  const { objects, findings: ofObjects } = await read(published);
  const raws = objects.map(({ raw }) => raw);
  const { windows, findings: ofWindows, faults } = await checkWindows(raws, signed);
  findings.push(...ofObjects, ...ofWindows, ...checkTrust(raws));
  if (objects.length !== published.inputs.length)
    return { hour: published, windows, publication: null, findings, faults };
  const { state, slot_seconds: slotSeconds } = published;
  try {
    const publication = await publishHour({ hour, version, state, policy, slotSeconds, objects });
    findings.push(...fieldsOf(published, publication.hour));
    findings.push(...(await checkDocuments(source, published, publication)));
    return { hour: published, windows, publication, findings, faults };
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    findings.push({ what: `recomputation of ${hour}`, expected: "an hour", found: String(error) });
    return { hour: published, windows, publication: null, findings, faults };
  }
}

const FIELDS = Object.keys(PublishedHour.shape) as (keyof PublishedHour)[];

/** Every field of the document against what the raw objects give. */
const fieldsOf = (published: PublishedHour, recomputed: PublishedHour): Finding[] =>
  FIELDS.flatMap((field) =>
    compare(`${field} of ${published.hour}`, published[field], recomputed[field]),
  );
