/** One minute of a soak. */
export type SoakReading = Readonly<{
  minute: number;
  workerdMb: number;
  p99Ms: number;
  lagSlots: number | null;
  coveragePpm: number | null;
}>;

/** The last third may take so much more than the second, in memory and in latency. */
const GROWTH = { memory: 1.1, latency: 1.5 } as const;

/** A slot that is being fetched now counts as one. */
const MOST_LAG = 1;

/** What was not flat, in words; the first third is warm-up. */
export function soakVerdict(readings: readonly SoakReading[]): string[] {
  const third = Math.floor(readings.length / 3);
  const [middle, last] = [readings.slice(third, 2 * third), readings.slice(2 * third)];
  const faults: string[] = [];
  const grew = (name: string, of: (reading: SoakReading) => number, most: number) => {
    const [before, after] = [median(middle.map(of)), median(last.map(of))];
    if (after > before * most)
      faults.push(`${name} grew from ${before.toFixed(0)} to ${after.toFixed(0)}`);
  };
  grew("memory (MB)", ({ workerdMb }) => workerdMb, GROWTH.memory);
  grew("latency (ms)", ({ p99Ms }) => p99Ms, GROWTH.latency);
  const late = readings.filter(({ lagSlots }) => lagSlots === null || lagSlots > MOST_LAG);
  if (late.length > 0)
    faults.push(`lagged in minutes ${late.map(({ minute }) => minute).join(", ")}`);
  return faults;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
