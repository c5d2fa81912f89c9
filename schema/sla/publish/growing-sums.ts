import {
  AMOUNTS,
  type Amount,
  COUNTERS,
  type Counter,
  LATENCIES,
  type Latency,
  type Sums,
} from "../../wire/rollup.ts";
import { bucketOf } from "../histogram.ts";
import { CEILING } from "./row.ts";

/** Sums that grow in place: a number for each name that there is, in the order of RFC 8785. */
export type GrowingSums = Readonly<{
  counts: number[];
  amounts: bigint[];
  /** By latency, how many by bucket. */
  histograms: Map<Latency, Map<number, number>>;
}>;

/** What is added at once: counts, money, and one job's or start's latencies in milliseconds. */
export type Claim = Readonly<
  Partial<Pick<Sums, "counts" | "amounts"> & { latencies: Partial<Record<Latency, number | null>> }>
>;

const [COUNTS, MONEY, TIMES] = [COUNTERS.toSorted(), AMOUNTS.toSorted(), LATENCIES.toSorted()];

const placesOf = (names: readonly string[]) => new Map(names.map((name, place) => [name, place]));
const [COUNT_PLACES, MONEY_PLACES] = [placesOf(COUNTS), placesOf(MONEY)];

const [NO_COUNTS, NO_MONEY] = [COUNTS.map(() => 0), MONEY.map(() => 0n)];

/** Nothing counted yet. */
export const noGrowingSums = (): GrowingSums => ({
  counts: [...NO_COUNTS],
  amounts: [...NO_MONEY],
  histograms: new Map(),
});

/** In any order and grouping the same: a count goes no higher than the ceiling, and what is claimed neither. */
export function grow({ counts, amounts, histograms }: GrowingSums, claimed: Claim): void {
  for (const name in claimed.counts) {
    const count = claimed.counts[name as Counter] as number;
    if (!Number.isSafeInteger(count)) throw new RangeError(`${name} is no exact integer: ${count}`);
    raise(counts, COUNT_PLACES.get(name) as number, count);
  }
  for (const name in claimed.amounts) {
    const place = MONEY_PLACES.get(name) as number;
    amounts[place] = (amounts[place] as bigint) + BigInt(claimed.amounts[name as Amount] as string);
  }
  for (const name in claimed.latencies) {
    const ms = claimed.latencies[name as Latency] ?? null;
    if (ms !== null) addTo(histograms, name as Latency, bucketOf(ms), 1);
  }
}

/** Both as one. */
export function united(a: GrowingSums, b: GrowingSums): GrowingSums {
  const histograms: GrowingSums["histograms"] = new Map();
  for (const [name, buckets] of [...a.histograms, ...b.histograms])
    for (const [bucket, count] of buckets) addTo(histograms, name, bucket, count);
  const counts = [...a.counts];
  for (const [place, count] of b.counts.entries()) raise(counts, place, count);
  const amounts = a.amounts.map((amount, place) => amount + (b.amounts[place] as bigint));
  return { counts, amounts, histograms };
}

function raise(counts: number[], place: number, by: number): void {
  counts[place] = Math.min((counts[place] as number) + Math.min(by, CEILING), CEILING);
}

function addTo(
  histograms: GrowingSums["histograms"],
  name: Latency,
  bucket: number,
  count: number,
): void {
  let known = histograms.get(name);
  if (known === undefined) histograms.set(name, (known = new Map()));
  known.set(bucket, (known.get(bucket) ?? 0) + count);
}

const membersOf = (names: readonly string[]) => names.map((name) => `${JSON.stringify(name)}:`);
const [COUNT_MEMBERS, MONEY_MEMBERS] = [membersOf(COUNTS), membersOf(MONEY)];

/** Their canonical JSON, without the zeros, so that equal sums are equal bytes. Nothing is sorted but buckets: names are. */
export function sumsJson({ counts, amounts, histograms }: GrowingSums): string {
  const [counted, paid, spread]: [string[], string[], string[]] = [[], [], []];
  for (let place = 0; place < counts.length; place++)
    if (counts[place] !== 0) counted.push(`${COUNT_MEMBERS[place]}${counts[place]}`);
  for (let place = 0; place < amounts.length; place++)
    if (amounts[place] !== 0n) paid.push(`${MONEY_MEMBERS[place]}"${amounts[place]}"`);
  for (const name of TIMES) {
    const buckets = histograms.get(name);
    if (buckets === undefined) continue;
    const members = Array.from(buckets, ([bucket, count]) => `"${bucket}":${count}`);
    spread.push(`"${name}":{${members.sort().join(",")}}`);
  }
  return `{"amounts":{${paid.join(",")}},"counts":{${counted.join(",")}},"histograms":{${spread.join(",")}}}`;
}

/** The JSON of sums that hold nothing. */
export const NO_SUMS_JSON = sumsJson(noGrowingSums());
