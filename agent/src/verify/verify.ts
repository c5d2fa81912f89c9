import type { Period } from "../../../schema/wire/compliance.ts";
import type { Address } from "../../../schema/wire/identifier.ts";
import { Refusal } from "../refusal.ts";
import type { Source } from "../published/source.ts";
import { type Asked, versionsAsked } from "../published/versions.ts";
import type { AgentFault } from "./agent-fault.ts";
import { checkDay } from "./check-day.ts";
import { type CheckedScores, checkScores } from "./check-scores.ts";
import { noneSigned } from "./check-windows.ts";
import type { Finding } from "./finding.ts";
import { periodsToCheck } from "./periods-to-check.ts";
import { objectReader } from "./read-objects.ts";
import { type Reading, type Verification, verifyHour } from "./verify-hour.ts";

/** All that was checked. */
export type Verified = Readonly<{
  hours: readonly Verification[];
  /** Windows whose signature and chain hold. */
  windows: number;
  days: readonly string[];
  /** Null where none are published, or could not be checked. */
  scores: CheckedScores | null;
  findings: readonly Finding[];
  /** What agents signed and should not have: what is published holds all the same. */
  faults: readonly AgentFault[];
  /** What could not be checked, and why. */
  unchecked: readonly string[];
}>;

/**
 * Checks hours, the indexes of their days and the newest published scores. What cannot be had stops its own check and no
 * other.
 *
 * @param periods  whose scores; null for all that are published, or mirrored
 * @throws Refusal where there is nothing that could be checked
 */
export async function verify(
  source: Source,
  asked: Asked,
  {
    periods,
    orchestrator,
  }: Readonly<{ periods: readonly Period[] | null; orchestrator: Address | null }>,
): Promise<Verified> {
  const { versions, days } = await versionsAsked(source, asked);
  const unchecked: string[] = [];
  const hours: Verification[] = [];
  const reading: Reading = { source, objects: objectReader(source), signed: noneSigned() };
  for (const { hour, version } of versions) {
    const verified = await orNote(unchecked, () => verifyHour(reading, hour, version));
    if (verified !== null) hours.push(slim(verified));
  }
  const findings = hours.flatMap((each) => each.findings);
  for (const day of days)
    findings.push(
      ...(await checkDay(
        day,
        hours.map((each) => each.hour),
      )),
    );
  const scores = await orNote(unchecked, async () =>
    checkScores(source, await periodsToCheck(source, periods), hours, orchestrator),
  );
  findings.push(...(scores?.findings ?? []));
  const windows = reading.signed.count;
  return {
    hours,
    windows,
    days: days.map(({ day }) => day),
    scores,
    findings: distinct(findings),
    faults: distinct(hours.flatMap((each) => each.faults)),
    unchecked,
  };
}

/** Hours that follow one another share objects. */
const distinct = <T>(values: readonly T[]): T[] => [
  ...new Map(values.map((each) => [JSON.stringify(each), each])).values(),
];

async function orNote<T>(notes: string[], check: () => Promise<T>): Promise<T | null> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    notes.push(error.message);
    return null;
  }
}

/** Of a long range only the sums are kept. */
const slim = (verified: Verification): Verification => ({
  ...verified,
  publication: verified.publication && { ...verified.publication, jobs: [] },
});
