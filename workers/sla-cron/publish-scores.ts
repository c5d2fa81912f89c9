import { complianceOf } from "../../schema/sla/compliance.ts";
import { HOUR_MS, hourOf, hourStart, nextHour } from "../../schema/sla/hour.ts";
import { DEFAULT_POLICY, policyDigest } from "../../schema/sla/policy.ts";
import { heldTrust } from "../../schema/sla/trust.ts";
import { workflowName } from "../../schema/sla/workflow-name.ts";
import { canonicalBytes, digestOf } from "../../schema/wire/canonical.ts";
import { PERIODS, Period } from "../../schema/wire/compliance.ts";
import type { Address } from "../../schema/wire/identifier.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { Rollup } from "../../schema/wire/rollup.ts";
import type { Scores } from "../../schema/wire/scores.ts";
import type { TrustLevel } from "../../schema/wire/target.ts";
import { latestVersionsIn, newestHourWithJobs } from "../store/hour-versions.ts";
import { orchestratorsIn, rollupsOf } from "../store/orchestrator-rollups.ts";
import { policyKey, SCORES_KEY, SCORES_OF_KEY } from "../store/published-documents.ts";
import { allTargets } from "../store/targets.ts";
import type { Ports } from "./ports.ts";

type Row = Scores["periods"]["1h"]["scores"][number];

/**
 * Writes the scores of every orchestrator, whole and by workflow, over each period that ends with the newest jobs. Where
 * they are of these versions, this policy and this trust already, nothing is written: so it may be called at any time,
 * and makes good what a run that died has left undone.
 */
export async function publishScores({ db, archive, log }: Ports): Promise<void> {
  const newest = await newestHourWithJobs(db);
  if (newest === null) return;
  const digest = await policyDigest(DEFAULT_POLICY);
  const to = nextHour(newest);
  const longest = { from: startOf("30d", to), to };
  const versions = await latestVersionsIn(db, longest);
  const trust = trustLevels(await allTargets(db), hourStart(to));
  const madeFrom = canonicalBytes({
    policy: digest,
    versions: await digestOf(versions.map(({ hour, version, digest: of }) => [hour, version, of])),
    trust: await digestOf([...trust].toSorted()),
  });
  if (isSame(await archive.read(SCORES_OF_KEY), madeFrom)) return;
  await archive.createOnce(policyKey(digest), canonicalBytes(DEFAULT_POLICY));
  const scores = new Map<Period, Row[]>(Period.options.map((period) => [period, []]));
  for (const orchestrator of await orchestratorsIn(db, longest)) {
    const rollups = await rollupsOf(db, orchestrator, longest);
    const about = {
      orchestrator,
      to,
      versions,
      rollups,
      digest,
      trust: trust.get(orchestrator) ?? null,
    };
    try {
      for (const [period, rows] of scores) rows.push(...rowsOf(period, about));
    } catch (error) {
      log({ event: "scores.refused", orchestrator, error: String(error) });
    }
  }
  const periods = Object.fromEntries(
    [...scores].map(([period, rows]) => [period, periodOf(period, to, versions, rows)]),
  ) as Scores["periods"];
  await archive.put(
    SCORES_KEY,
    canonicalBytes({ schema: "livepeer.sla.scores/1", periods } satisfies Scores),
  );
  await archive.put(SCORES_OF_KEY, madeFrom);
}

const isSame = (a: Uint8Array | null, b: Uint8Array): boolean =>
  a !== null && a.length === b.length && a.every((byte, i) => byte === b[i]);

type Version = Awaited<ReturnType<typeof latestVersionsIn>>[number];

type About = Readonly<{
  orchestrator: Address;
  to: Hour;
  versions: readonly Version[];
  rollups: readonly Rollup[];
  digest: Awaited<ReturnType<typeof policyDigest>>;
  trust: TrustLevel | null;
}>;

/** One row for all, and one per workflow that the period saw. None where it saw nothing of the orchestrator. */
function rowsOf(period: Period, { orchestrator, to, trust, digest, ...all }: About): Row[] {
  const from = startOf(period, to);
  const rollups = all.rollups.filter(({ hour }) => hour >= from);
  if (rollups.length === 0) return [];
  const hours = all.versions.filter(({ hour }) => hour >= from);
  const named = rollups.map(({ pipeline, model }) => workflowName(pipeline, model));
  const workflows = [...new Set(named)].filter((name) => name !== null).toSorted();
  return [null, ...workflows].map((workflow) => {
    const evidence = { orchestrator, workflow, period, from, to, rollups, hours, trust };
    const {
      hours: _hours,
      from: _from,
      to: _to,
      period: _period,
      open: _open,
      ...row
    } = complianceOf({
      ...evidence,
      policy: DEFAULT_POLICY,
      policyDigest: digest,
    });
    return row;
  });
}

function periodOf(period: Period, to: Hour, versions: readonly Version[], scores: Row[]) {
  const from = startOf(period, to);
  const within = versions.filter(({ hour }) => hour >= from).toReversed();
  const hours = within.map(({ hour, version, digest }) => ({ hour, version, digest }));
  return { from, to, open: within.some(({ state }) => state === "open"), hours, scores };
}

const startOf = (period: Period, to: Hour): Hour =>
  hourOf(Math.max(0, hourStart(to) - PERIODS[period] * HOUR_MS));

/** The best-founded claim of each orchestrator's enabled agents, at a moment. */
function trustLevels(
  targets: Awaited<ReturnType<typeof allTargets>>,
  atMs: number,
): Map<Address, TrustLevel> {
  const levels = new Map<Address, TrustLevel>();
  for (const target of targets.filter(({ enabled }) => enabled)) {
    const { orchestrator } = target;
    const trust = heldTrust(target, atMs);
    if (orchestrator !== null && trust >= (levels.get(orchestrator) ?? 0))
      levels.set(orchestrator, trust);
  }
  return levels;
}
