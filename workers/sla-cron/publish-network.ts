import { nextHour } from "../../schema/sla/hour.ts";
import { HOURS_NEEDED } from "../../schema/sla/gateway/standing-sums.ts";
import { isIn, packRanges, rangeName } from "../../schema/sla/pack-ranges.ts";
import { DEFAULT_POLICY, policyDigest } from "../../schema/sla/policy.ts";
import { canonicalBytes, digestOf } from "../../schema/wire/canonical.ts";
import type { Sha256 } from "../../schema/wire/identifier.ts";
import { NetworkOf } from "../../schema/wire/network.ts";
import { builtOf } from "../store/built-days.ts";
import { type HourVersion, latestVersionsIn, newestHourWithJobs } from "../store/hour-versions.ts";
import { NETWORK_OF_KEY, networkBundleKey, networkSumsKey } from "../store/published-documents.ts";
import { orchestratorsSeen } from "../store/span-evidence.ts";
import { allTargets } from "../store/targets.ts";
import { bundlesOf, keepParts, REQUESTS_PER_BUNDLE } from "./network-bundles.ts";
import {
  KEPT_FORM,
  makeNetworkPart,
  type NetworkPart,
  type PartWork,
  requestsFor,
} from "./network-part.ts";
import { ago } from "./network-rows.ts";
import type { Ports } from "./ports.ts";
import { NETWORK_LIMITS, type NetworkLimits } from "./publication-limits.ts";
import { readDocument } from "./read-document.ts";
import { type Written, writeNetwork } from "./write-network.ts";

/** Versions are compared again after so many parts: what was read while they changed is thrown away. */
const PARTS_PER_CHECK = 8;

/** Requests that are left for the note of what was made. */
const TAIL = 3;

/**
 * Writes what gateways' lists, the capabilities and Explorer are answered from. What orchestrators' sums say stands in
 * parts by address, and only those are made again that were made from something else; where every range has its part, the
 * document is written from all of them, last. Where all is of these versions, slots and targets already, nothing is
 * written.
 */
export async function publishNetwork(
  ports: Ports,
  limits: NetworkLimits = NETWORK_LIMITS,
): Promise<void> {
  const { db, archive, log, mayAsk = () => true } = ports;
  const newest = await newestHourWithJobs(db);
  if (newest === null) return;
  const to = nextHour(newest);
  const range = { from: ago(to, HOURS_NEEDED), to };
  const versions = await latestVersionsIn(db, range);
  const policy = await policyDigest(DEFAULT_POLICY);
  const before = await readDocument(archive, NETWORK_OF_KEY, NetworkOf);
  const seen = await orchestratorsSeen(db, range);
  const of = { form: KEPT_FORM, policy, to, versions: await versionsDigest(versions) };

  const ranges = packRanges(seen, limits.orchestratorsPerPart);
  const bundles = bundlesOf(seen, ranges, limits.orchestratorsPerPart);
  const parts: NetworkOf["parts"] = {};
  const stale: PartWork[] = [];
  for (const each of ranges) {
    const own = seen.filter((address) => isIn(each, address));
    const madeFrom = await digestOf({ ...of, seen: own });
    const name = rangeName(each);
    const known = before?.parts[name];
    // In the order of the addresses, whether it was made or not.
    parts[name] = known ?? { made_from: madeFrom, to, turn: UNMADE };
    if (known?.made_from !== madeFrom) stale.push({ name, range: each, seen: own, madeFrom });
  }

  let turn = before?.turn ?? 0;
  let queries = 0;
  const turnOf = ({ name }: PartWork): number => parts[name]?.turn ?? UNMADE;
  const due = stale.toSorted((a, b) => turnOf(a) - turnOf(b)).slice(0, limits.parts);
  const forBundles = REQUESTS_PER_BUNDLE * Math.min(limits.parts, PARTS_PER_CHECK);
  const mayMake = ({ seen: own }: PartWork): boolean =>
    queries < limits.queries && mayAsk(requestsFor(own.length) + forBundles + TAIL + 1);
  const isBuilt = due[0] && mayMake(due[0]) ? await builtOf(db, versions) : () => false;
  for (let at = 0; at < due.length; at += PARTS_PER_CHECK) {
    const made = new Map<string, NetworkPart>();
    for (const work of due.slice(at, at + PARTS_PER_CHECK)) {
      if (!mayMake(work)) break;
      const evidence = { to, versions, isBuilt };
      const { part, queries: asked } = await makeNetworkPart({ db, archive, log }, work, evidence);
      queries += asked;
      made.set(work.name, part);
    }
    if (made.size === 0) break;
    if ((await versionsDigest(await latestVersionsIn(db, range))) !== of.versions) {
      log({ event: "network.overtaken", parts: made.size });
      break;
    }
    await keepParts(archive, bundles, made);
    for (const [name, { made_from }] of made) parts[name] = { made_from, to, turn: turn++ };
  }

  const isWhole = Object.values(parts).every((part) => part.turn !== UNMADE);
  const targets = isWhole ? await allTargets(db) : [];
  const last: Written = { document: before?.document ?? null, more: before?.more ?? [] };
  const { nodesPerDocument } = limits;
  const given = { to, policy, parts, bundles, targets, before: last, nodesPerDocument };
  const { document, more } = isWhole ? await writeNetwork(ports, given) : last;
  const names = bundles.map(({ name }) => name);
  const after: NetworkOf = { turn, document, more, parts: made(parts), bundles: names };
  if (before !== null && (await digestOf(after)) === (await digestOf(before))) return;
  await archive.put(NETWORK_OF_KEY, canonicalBytes(after));
  const former = Object.keys(before?.parts ?? {}).filter((name) => !Object.hasOwn(parts, name));
  const formerBundles = (before?.bundles ?? []).filter((name) => !names.includes(name));
  const gone = [...former.map(networkSumsKey), ...formerBundles.map(networkBundleKey)];
  if (gone.length > 0) await archive.remove(gone);
}

/** The turn of a part that was never made. */
const UNMADE = -1;

const made = (parts: NetworkOf["parts"]): NetworkOf["parts"] =>
  Object.fromEntries(Object.entries(parts).filter(([, { turn }]) => turn !== UNMADE));

const versionsDigest = (versions: readonly HourVersion[]): Promise<Sha256> =>
  digestOf(versions.map(({ hour, version, digest }) => [hour, version, digest]));
