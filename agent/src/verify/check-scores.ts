import type { AddressRange } from "../../../schema/sla/pack-ranges.ts";
import { scoresPack } from "../../../schema/sla/scores-pack.ts";
import { sha256 } from "../../../schema/wire/canonical.ts";
import type { Period } from "../../../schema/wire/compliance.ts";
import type { Address, Sha256 } from "../../../schema/wire/identifier.ts";
import type { Hour } from "../../../schema/wire/quantity.ts";
import type { ScoreRow, ScoresPack } from "../../../schema/wire/scores.ts";
import { hoursBehind, objectivesOf, policiesOf } from "../published/hours-behind.ts";
import { readScores } from "../published/read-scores.ts";
import type { Source } from "../published/source.ts";
import { checkLists } from "./check-lists.ts";
import { checkPolicies } from "./check-policies.ts";
import { compare, differences, type Finding } from "./finding.ts";
import { type Gathered, gatherSums } from "./gather-sums.ts";
import { readPolicy } from "./read-policy.ts";
import { readTrust, type Trust } from "./read-trust.ts";
import type { Verification } from "./verify-hour.ts";

/**
 * What was checked of the published scores. `hours`: those behind them; `recomputed`: of these, from raw objects. `trust`:
 * whether the registry was there to find levels of trust again.
 */
export type CheckedScores = Readonly<{
  periods: readonly Period[];
  to: Hour | null;
  scores: readonly (ScoreRow & Readonly<{ period: Period }>)[];
  orchestrators: number;
  hours: number;
  recomputed: number;
  trust: boolean;
  findings: readonly Finding[];
}>;

/**
 * Recomputes the newest published scores from the sums of the hours that they name. Null where none are published.
 *
 * @param only  null for every orchestrator
 */
export async function checkScores(
  source: Source,
  periods: readonly Period[],
  verified: readonly Verification[],
  only: Address | null,
): Promise<CheckedScores | null> {
  const { packs, lists } = await readScores(source, only);
  if (packs.length === 0) return null;
  const findings: Finding[] = [];
  const scores: CheckedScores["scores"][number][] = [];
  let [sums, sumsOf]: [Gathered | null, string] = [null, ""];
  const policies = new Set<Sha256>();
  const expectedOf = new Map<Sha256, ScoresPack>();
  let isTrustKnown = true;
  for (const { range, path, bytes, is: pack } of packs) {
    findings.push(...compare(`SHA-256 of ${path}`, range.digest, await sha256(bytes)));
    const { to, hours } = hoursBehind(pack, periods);
    // Packs of one publication share their hours.
    if (sums === null || sumsOf !== JSON.stringify(hours)) {
      sums = await gatherSums(source, { to, hours }, verified);
      sumsOf = JSON.stringify(hours);
      findings.push(...sums.findings);
    }
    findings.push(...checkPolicies(pack, periods, sums.hours));
    for (const digest of policiesOf(pack, periods)) policies.add(digest);
    const trust = await readTrust(source, sums.hours, to);
    isTrustKnown &&= trust !== null;
    const again = await recomputed(source, { range, pack }, sums, trust);
    findings.push(...again.findings);
    if (again.pack !== null) expectedOf.set(range.digest, again.pack);
    for (const period of periods) {
      const own = rowsOf(pack, period, only);
      scores.push(...own.map((score) => ({ ...score, period })));
      const expected = again.pack === null ? [] : rowsOf(again.pack, period, only);
      findings.push(...differences(period, byName(own), byName(expected)));
    }
  }
  findings.push(...(await checkLists(lists, expectedOf, periods)));
  for (const digest of policies) findings.push(...(await readPolicy(source, digest)).findings);
  const orchestrators = new Set(scores.map(({ orchestrator }) => orchestrator)).size;
  const counted = { hours: sums?.hours.length ?? 0, recomputed: sums?.recomputed ?? 0 };
  const to = packs[0]?.is.to ?? null;
  return { periods, to, scores, orchestrators, ...counted, trust: isTrustKnown, findings };
}

async function recomputed(
  source: Source,
  { range, pack }: Readonly<{ range: AddressRange; pack: ScoresPack }>,
  { hours, of }: Gathered,
  trust: Trust | null,
): Promise<{ pack: ScoresPack | null; findings: readonly Finding[] }> {
  const [named] = objectivesOf(pack);
  if (named === undefined) return { pack: null, findings: [] };
  const { policy, findings } = await readPolicy(source, named);
  const said = new Map(pack.periods["30d"].scores.map((row) => [row.orchestrator, row.trust]));
  const trustIn = (orchestrator: Address) => (trust ?? said).get(orchestrator) ?? null;
  const scored = [...of.values()]
    .filter(({ orchestrator }) => orchestrator >= range.first && orchestrator <= range.last)
    .toSorted((a, b) => (a.orchestrator < b.orchestrator ? -1 : 1))
    .map((one) => ({ ...one, trust: trustIn(one.orchestrator) }));
  const evidence = { to: pack.to, versions: hours, policy, policyDigest: named, scored };
  return { pack: scoresPack({ ...evidence, refused: () => {} }), findings };
}

const rowsOf = ({ periods }: ScoresPack, period: Period, only: Address | null): ScoreRow[] =>
  periods[period].scores.filter(({ orchestrator }) => only === null || orchestrator === only);

/** By whose and of what they are. */
const byName = (scores: readonly ScoreRow[]): Record<string, ScoreRow> =>
  Object.fromEntries(
    scores.map((score) => [`${score.orchestrator} (${score.workflow ?? "all workflows"})`, score]),
  );
