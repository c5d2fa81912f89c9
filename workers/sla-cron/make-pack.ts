import { coverOf, type Range } from "../../schema/sla/cover.ts";
import { hourOf, HOUR_MS, hourStart, previousHour } from "../../schema/sla/hour.ts";
import type { AddressRange } from "../../schema/sla/pack-ranges.ts";
import { listedPack } from "../../schema/sla/scores-list.ts";
import { type Scored, periodStart, scoresPack } from "../../schema/sla/scores-pack.ts";
import type { Span } from "../../schema/sla/span.ts";
import { canonicalBytes, digestOf, sha256 } from "../../schema/wire/canonical.ts";
import type { Address, Sha256 } from "../../schema/wire/identifier.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { ListedPack } from "../../schema/wire/scores.ts";
import type { HourVersion } from "../store/hour-versions.ts";
import { scoreSpansKey, scoresPackKey } from "../store/published-documents.ts";
import { hourRows, QUERIES_PER_READ, spansOf } from "../store/span-evidence.ts";
import type { NamedPolicy } from "./hour-policy.ts";
import type { Ports } from "./ports.ts";

/** A pack that is to be made. */
export type Work = Readonly<{
  name: string;
  range: AddressRange;
  /** The orchestrators in its range that have sums, by address. */
  scored: readonly Omit<Scored, "rollups" | "spans">[];
  madeFrom: Sha256;
}>;

/** Requests to storage that a pack takes, of D1 and of the archive, at most: with no day added up, each orchestrator is read alone. */
export const requestsFor = ({ scored }: Pick<Work, "scored">): number =>
  4 + QUERIES_PER_READ * scored.length;

type Evidence = Readonly<{
  to: Hour;
  versions: readonly HourVersion[];
  /** Whose objectives the scores are held against. */
  policy: NamedPolicy;
  isBuilt: (day: Hour) => boolean;
}>;

/** Hours of all orchestrators that are read at once: about 10 rows each, some megabytes. With days there are 95 an orchestrator. */
const HOURS_PER_READ = 800;

/** Spans of a pack as they are kept from one publication to the next, by orchestrator. */
type Kept = Readonly<{ made_from: Sha256; spans: Record<Address, Span[]> }>;

/**
 * Makes a pack and puts it into the archive under its digest. All but the newest hour is kept from one time to the next:
 * while that hour grows, its own rows are all that is read.
 */
export async function makePack(
  ports: Pick<Ports, "db" | "archive" | "log">,
  work: Work,
  { to, versions, policy, isBuilt }: Evidence,
): Promise<Readonly<{ listed: ListedPack; queries: number }>> {
  const { db, archive, log } = ports;
  const { spans, queries } = await keptSpans(ports, work, { to, versions, isBuilt });
  const newest = Map.groupBy(
    await hourRows(db, work.range, [previousHour(to)]),
    ({ orchestrator }) => orchestrator,
  );
  const pack = scoresPack({
    to,
    versions,
    policy: policy.policy,
    policyDigest: policy.digest,
    scored: work.scored.map((one) => ({
      ...one,
      rollups: newest.get(one.orchestrator) ?? [],
      spans: spans[one.orchestrator] ?? [],
    })),
    refused: (orchestrator, error) =>
      log({ event: "scores.refused", orchestrator, error: String(error) }),
  });
  const bytes = canonicalBytes(pack);
  const digest = await sha256(bytes);
  await archive.createOnce(scoresPackKey(digest), bytes);
  return { listed: listedPack(digest, pack), queries: queries + 1 };
}

/** The sums of the hours before the newest, in the three spans that all periods are made of. */
async function keptSpans(
  { db, archive }: Pick<Ports, "db" | "archive">,
  { name, scored }: Work,
  { to, versions, isBuilt }: Omit<Evidence, "policy">,
): Promise<Readonly<{ spans: Kept["spans"]; queries: number }>> {
  const newest = previousHour(to);
  const known = versions.filter(({ hour }) => hour < newest);
  const made_from = await digestOf({
    to,
    versions: known.map(({ hour, version }) => [hour, version]),
    scored: scored.map(({ orchestrator }) => orchestrator),
  });
  const bytes = await archive.read(scoreSpansKey(name));
  const last = bytes && (JSON.parse(new TextDecoder().decode(bytes)) as Kept);
  if (last?.made_from === made_from) return { spans: last.spans, queries: 0 };
  const spans: Kept["spans"] = {};
  const published = new Set(known.map(({ hour }) => hour));
  const hours = rangesTo(to)
    .flatMap((range) => coverOf(range, isBuilt).hours)
    .filter((hour) => published.has(hour)).length;
  const atOnce = Math.max(1, Math.floor(HOURS_PER_READ / Math.max(1, hours)));
  let queries = 0;
  for (let at = 0; at < scored.length; at += atOnce) {
    queries += QUERIES_PER_READ;
    const some = scored.slice(at, at + atOnce).map((one) => one.orchestrator);
    const [first, end] = [some[0], some.at(-1)];
    if (first === undefined || end === undefined) break;
    const who = { first, last: end };
    for (const [orchestrator, own] of await spansOf(db, who, rangesTo(to), isBuilt))
      spans[orchestrator] = own;
  }
  const kept: Kept = { made_from, spans };
  const encoded = new TextEncoder().encode(JSON.stringify(kept)) as Uint8Array<ArrayBuffer>;
  await archive.put(scoreSpansKey(name), encoded);
  return { spans, queries };
}

/** 30 d = the first three and the newest hour, 7 d = the last two and it, 24 h = the last and it. */
function rangesTo(to: Hour): Range[] {
  const ends = [
    ...(["30d", "7d", "24h"] as const).map((period) => periodStart(period, to)),
    hourOf(Math.max(0, hourStart(to) - HOUR_MS)),
  ];
  return ends.slice(1).map((end, i) => ({ from: ends[i] ?? end, to: end }));
}
