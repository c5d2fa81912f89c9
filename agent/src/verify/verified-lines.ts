import { Period } from "../../../schema/wire/compliance.ts";
import type { Address } from "../../../schema/wire/identifier.ts";
import { faultLine } from "./agent-fault.ts";
import type { CheckedScores } from "./check-scores.ts";
import type { Verified } from "./verify.ts";

/** The result for people: what does not hold, what agents are to blame for, whose scores were asked for, and one line that says what was checked. */
export function verifiedLines(verified: Verified, orchestrator: Address | null): string[] {
  const { findings, faults, scores, unchecked } = verified;
  const verdict =
    findings.length > 0 ? "does not hold" : unchecked.length > 0 ? "not all checked" : "holds";
  return [
    ...findings.map(
      ({ what, expected, found }) => `${what}\n  expected ${expected}\n  found    ${found}`,
    ),
    ...faults.map(faultLine),
    ...(orchestrator === null ? [] : scoreLines(scores, orchestrator)),
    `${verdict}: ${[hoursPart(verified), daysPart(verified), scoresPart(scores)]
      .filter((part) => part !== null)
      .join("; ")}`,
  ];
}

function hoursPart({ hours, windows }: Verified): string | null {
  const [first, last] = [hours.at(0), hours.at(-1)];
  if (first === undefined || last === undefined) return null;
  const objects = new Set(hours.flatMap(({ hour }) => hour.inputs.map(({ key }) => key))).size;
  const { hour, version, digest } = first.hour;
  if (hours.length === 1)
    return `${hour} version ${version}, from ${objects} raw objects with ${windows} signed windows, digest ${digest}`;
  return `${hours.length} hours, ${hour} to ${last.hour.hour}, from ${objects} raw objects with ${windows} signed windows`;
}

const daysPart = ({ days }: Verified): string | null =>
  days.length === 0 ? null : `index of ${days.join(", ")}`;

function scoresPart(scores: CheckedScores | null): string {
  if (scores === null) return "no scores";
  const { periods, to, orchestrators, hours, recomputed, trust } = scores;
  const others = Period.options.filter((period) => !periods.includes(period));
  const unasked = others.length === 0 ? "" : ` (${others.join(", ")} not checked)`;
  return `scores of ${orchestrators} orchestrators over ${periods.join(", ")}${unasked} to ${to}, from the sums of ${hours} hours, ${recomputed === hours ? "all" : recomputed} of them recomputed here${recomputed === hours ? "" : ", the rest as published"}${trust ? "" : ", without their trust levels: no registry"}`;
}

const scoreLines = (scores: CheckedScores | null, orchestrator: Address): string[] => {
  const own = scores?.scores.filter((score) => score.orchestrator === orchestrator) ?? [];
  if (own.length === 0) return [`no score of ${orchestrator} is published`];
  return own.map(
    ({ period, workflow, views: { any, corroborated } }) =>
      `${orchestrator} ${workflow ?? "all workflows"}, ${period}: score ${any.score}, score_low ${any.score_low}, of ${any.decided} jobs; corroborated ${corroborated.score}, ${corroborated.score_low}, of ${corroborated.decided}`,
  );
};
