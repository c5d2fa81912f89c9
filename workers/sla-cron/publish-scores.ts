import { DEFAULT_POLICY, policyDigest } from "../../schema/sla/policy.ts";
import { hourStart, nextHour } from "../../schema/sla/hour.ts";
import { isIn, packRanges } from "../../schema/sla/pack-ranges.ts";
import { periodStart } from "../../schema/sla/scores-pack.ts";
import { canonicalBytes, digestOf } from "../../schema/wire/canonical.ts";
import type { Sha256 } from "../../schema/wire/identifier.ts";
import { Scores, ScoresOf } from "../../schema/wire/scores.ts";
import type { Archive } from "../store/archive.ts";
import { builtOf } from "../store/built-days.ts";
import { type HourVersion, latestVersionsIn, newestHourWithJobs } from "../store/hour-versions.ts";
import {
  policyKey,
  SCORES_KEY,
  SCORES_OF_KEY,
  SCORES_PREFIX,
  scoreSpansKey,
  scoresPackKey,
} from "../store/published-documents.ts";
import { orchestratorsSeen } from "../store/span-evidence.ts";
import { allTargets } from "../store/targets.ts";
import { makePack, requestsFor, type Work } from "./make-pack.ts";
import type { Ports } from "./ports.ts";
import { SCORES_LIMITS, type ScoresLimits } from "./publication-limits.ts";
import { readDocument } from "./read-document.ts";
import { trustLevels } from "./trust-levels.ts";

/** Requests to storage after the last pack: a check, what was made, and what is forgotten. */
const TAIL = 5;

/** Versions are compared again after so many packs: what was read while they changed is thrown away. */
const PACKS_PER_CHECK = 8;

/**
 * Writes the scores of every orchestrator, whole and by workflow, over each period that ends with the newest jobs, in
 * packs by address. Only packs that were made from something else are made again; the pointer to them moves last. Where
 * all are of these versions, this policy and this trust, nothing is written: so it may be called at any time, and makes
 * good what a run that died has left undone.
 */
export async function publishScores(
  { db, archive, log, mayAsk = () => true }: Ports,
  limits: ScoresLimits = SCORES_LIMITS,
): Promise<void> {
  const newest = await newestHourWithJobs(db);
  if (newest === null) return;
  const to = nextHour(newest);
  const longest = { from: periodStart("30d", to), to };
  const versions = await latestVersionsIn(db, longest);
  const trust = trustLevels(await allTargets(db), hourStart(to));
  const seen = await orchestratorsSeen(db, longest);
  const policy = await policyDigest(DEFAULT_POLICY);
  const before = await readDocument(archive, SCORES_OF_KEY, ScoresOf);
  const pointed = await readDocument(archive, SCORES_KEY, Scores);

  const ranges = packRanges(seen, limits.orchestratorsPerPack);
  const packs: ScoresOf["packs"] = {};
  const stale: Work[] = [];
  const of = { policy, to, versions: await versionsDigest(versions) };
  for (const range of ranges) {
    const scored = seen
      .filter((address) => isIn(range, address))
      .map((orchestrator) => ({ orchestrator, trust: trust.get(orchestrator) ?? null }));
    const madeFrom = await digestOf({ ...of, scored });
    const name = nameOf(range);
    const known = before?.packs[name];
    if (known !== undefined) packs[name] = known;
    if (known?.made_from !== madeFrom) stale.push({ name, range, scored, madeFrom });
  }
  if (stale.length === 0 && (await isSame(pointed, pointerTo(ranges, packs)))) return;

  await archive.createOnce(policyKey(policy), canonicalBytes(DEFAULT_POLICY));
  const turnOf = ({ name }: Work): number => packs[name]?.turn ?? -1;
  const due = stale.toSorted((a, b) => turnOf(a) - turnOf(b)).slice(0, limits.packs);
  const isBuilt = await builtOf(db, versions);
  let turn = before?.turn ?? 0;
  let queries = 0;
  for (let at = 0; at < due.length && queries < limits.queries; at += PACKS_PER_CHECK) {
    const made: [string, Sha256, Sha256][] = [];
    for (const work of due.slice(at, at + PACKS_PER_CHECK)) {
      if (queries >= limits.queries || !mayAsk(requestsFor(work) + TAIL)) break;
      const evidence = { to, versions, policy, isBuilt };
      const pack = await makePack({ db, archive, log }, work, evidence);
      queries += pack.queries;
      made.push([work.name, work.madeFrom, pack.digest]);
    }
    if (made.length === 0) break;
    if ((await versionsDigest(await latestVersionsIn(db, longest))) !== of.versions) {
      log({ event: "scores.overtaken", packs: made.length });
      break;
    }
    for (const [name, made_from, digest] of made) packs[name] = { made_from, digest, turn: turn++ };
  }
  const pointer = pointerTo(ranges, packs);
  if (pointer !== null) await archive.put(SCORES_KEY, canonicalBytes(pointer));
  await archive.put(SCORES_OF_KEY, canonicalBytes({ turn, packs } satisfies ScoresOf));
  await forget(archive, [pointed, pointer], before, packs);
}

const nameOf = ({ first, last }: Work["range"]): string => `${first}-${last}`;

/** Where each range's scores stand; null while one of them has none yet. */
function pointerTo(ranges: readonly Work["range"][], packs: ScoresOf["packs"]): Scores | null {
  const found = ranges.flatMap((range) => {
    const pack = packs[nameOf(range)];
    return pack === undefined ? [] : [{ ...range, digest: pack.digest }];
  });
  return found.length < ranges.length ? null : { schema: "livepeer.sla.scores/2", packs: found };
}

/** Deletes packs that neither the pointer, nor the one before it, nor the next one names; and spans of former ranges. */
async function forget(
  archive: Archive,
  pointers: readonly (Scores | null)[],
  before: ScoresOf | null,
  packs: ScoresOf["packs"],
): Promise<void> {
  const named = [...pointers.flatMap((each) => each?.packs ?? []), ...Object.values(packs)];
  const kept = new Set(named.map(({ digest }) => scoresPackKey(digest)));
  const gone = (await archive.list(SCORES_PREFIX)).filter((key) => !kept.has(key));
  const former = Object.keys(before?.packs ?? {}).filter((name) => !Object.hasOwn(packs, name));
  const keys = [...gone, ...former.map(scoreSpansKey)];
  if (keys.length > 0) await archive.remove(keys);
}

const versionsDigest = (versions: readonly HourVersion[]): Promise<Sha256> =>
  digestOf(versions.map(({ hour, version, digest, state }) => [hour, version, digest, state]));

const isSame = async (a: Scores | null, b: Scores | null): Promise<boolean> =>
  (await digestOf(a)) === (await digestOf(b));
