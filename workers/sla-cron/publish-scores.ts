import { hourStart, nextHour } from "../../schema/sla/hour.ts";
import { isIn, packRanges, rangeName } from "../../schema/sla/pack-ranges.ts";
import { policiesBehind } from "../../schema/sla/policies-behind.ts";
import { periodStart, within } from "../../schema/sla/scores-pack.ts";
import { canonicalBytes, digestOf } from "../../schema/wire/canonical.ts";
import { Period } from "../../schema/wire/compliance.ts";
import type { Sha256 } from "../../schema/wire/identifier.ts";
import { type ListedPack, Scores, ScoresOf } from "../../schema/wire/scores.ts";
import { builtOf } from "../store/built-days.ts";
import { type HourVersion, latestVersionsIn, newestHourWithJobs } from "../store/hour-versions.ts";
import { SCORES_KEY, SCORES_OF_KEY } from "../store/published-documents.ts";
import { orchestratorsSeen } from "../store/span-evidence.ts";
import { allTargets } from "../store/targets.ts";
import { currentPolicy } from "./hour-policy.ts";
import { listScores, ORCHESTRATORS_PER_LIST, REQUESTS_PER_LIST } from "./list-scores.ts";
import { makePack, requestsFor, type Work } from "./make-pack.ts";
import { withPolicies } from "./note-policies.ts";
import type { Ports } from "./ports.ts";
import { SCORES_LIMITS, type ScoresLimits } from "./publication-limits.ts";
import { publishPolicy } from "./publish-policy.ts";
import { readDocument } from "./read-document.ts";
import { forget, pointerTo, standing } from "./score-pointer.ts";
import { trustLevels } from "./trust-levels.ts";

/** Requests to storage without which it is not begun: what the least of it takes. */
export const SCORES_NEED = 30;

/** Requests to storage after the last pack: a check, what was made, and what is forgotten. */
const TAIL = 5;

/** Versions are compared again after so many packs: what was read while they changed is thrown away. */
const PACKS_PER_CHECK = 8;

/**
 * Writes the scores of every orchestrator, whole and by workflow, over each period that ends with the newest jobs, in
 * packs by address. Only packs that were made from something else are made again; the pointer to them moves last. Where
 * all are of these versions, these policies and this trust, nothing is written: so it may be called at any time, and makes
 * good what a run that died has left undone.
 */
export async function publishScores(
  ports: Ports,
  limits: ScoresLimits = SCORES_LIMITS,
): Promise<void> {
  const { db, archive, log, mayAsk = () => true } = ports;
  const newest = await newestHourWithJobs(db);
  if (newest === null) return;
  const to = nextHour(newest);
  const longest = { from: periodStart("30d", to), to };
  const versions = await withPolicies(ports, await latestVersionsIn(db, longest), SCORES_NEED);
  const trust = trustLevels(await allTargets(db), hourStart(to));
  const seen = await orchestratorsSeen(db, longest);
  const policy = await currentPolicy(ports);
  const before = await readDocument(archive, SCORES_OF_KEY, ScoresOf);
  const pointed = await readDocument(archive, SCORES_KEY, Scores);

  const ranges = packRanges(seen, limits.orchestratorsPerPack);
  const packs: ScoresOf["packs"] = {};
  const lists = before?.lists ?? [];
  const stale: Work[] = [];
  const of = {
    policy: policy.digest,
    policies: Period.options.map(
      (period) => policiesBehind(within(versions, periodStart(period, to), to)) ?? null,
    ),
    to,
    versions: await versionsDigest(versions),
  };
  for (const range of ranges) {
    const scored = seen
      .filter((address) => isIn(range, address))
      .map((orchestrator) => ({ orchestrator, trust: trust.get(orchestrator) ?? null }));
    const madeFrom = await digestOf({ ...of, scored });
    const name = rangeName(range);
    const known = before?.packs[name];
    if (known !== undefined) packs[name] = known;
    if (known?.made_from !== madeFrom) stale.push({ name, range, scored, madeFrom });
  }
  if (stale.length === 0 && (await isSame(pointed, pointerTo(ranges, packs, lists)))) return;

  await publishPolicy(archive, policy);
  const turnOf = ({ name }: Work): number => packs[name]?.turn ?? -1;
  const due = stale.toSorted((a, b) => turnOf(a) - turnOf(b)).slice(0, limits.packs);
  const isBuilt = await builtOf(db, versions);
  let turn = before?.turn ?? 0;
  let queries = 0;
  const listed: ListedPack[] = [];
  for (let at = 0; at < due.length && queries < limits.queries; at += PACKS_PER_CHECK) {
    const made: [Work, ListedPack][] = [];
    for (const work of due.slice(at, at + PACKS_PER_CHECK)) {
      const forLists = REQUESTS_PER_LIST * (listed.length + made.length + 1);
      if (queries >= limits.queries || !mayAsk(requestsFor(work) + forLists + TAIL)) break;
      const evidence = { to, versions, policy, isBuilt };
      const pack = await makePack({ db, archive, log }, work, evidence);
      queries += pack.queries;
      made.push([work, pack.listed]);
    }
    if (made.length === 0) break;
    if ((await versionsDigest(await latestVersionsIn(db, longest))) !== of.versions) {
      log({ event: "scores.overtaken", packs: made.length });
      break;
    }
    for (const [{ name, madeFrom: made_from }, { digest }] of made)
      packs[name] = { made_from, digest, turn: turn++ };
    listed.push(...made.map(([, of]) => of));
  }
  const now = await listScores(archive, {
    ranges: packRanges(seen, Math.max(ORCHESTRATORS_PER_LIST, limits.orchestratorsPerPack)),
    packs: standing(ranges, packs),
    made: listed,
    before: lists,
  });
  const pointer = pointerTo(ranges, packs, now);
  if (pointer !== null) await archive.put(SCORES_KEY, canonicalBytes(pointer));
  await archive.put(SCORES_OF_KEY, canonicalBytes({ turn, packs, lists: now } satisfies ScoresOf));
  const gone = Object.keys(before?.packs ?? {}).filter((name) => !Object.hasOwn(packs, name));
  await forget(archive, [pointed, pointer, { packs: Object.values(packs), lists: now }], gone);
}

const versionsDigest = (versions: readonly HourVersion[]): Promise<Sha256> =>
  digestOf(versions.map(({ hour, version, digest, state }) => [hour, version, digest, state]));

const isSame = async (a: Scores | null, b: Scores | null): Promise<boolean> =>
  (await digestOf(a)) === (await digestOf(b));
