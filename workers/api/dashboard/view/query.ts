/** The periods that scores are of. */
export const PERIODS = ["1h", "24h", "7d", "30d"] as const;
export type PeriodName = (typeof PERIODS)[number];

/** Periods as people read them. The shortest is the hour that runs, and so live. */
export const PERIOD_LABELS: Record<PeriodName, string> = {
  "1h": "Live",
  "24h": "24 h",
  "7d": "7 days",
  "30d": "30 days",
};

type Query = Readonly<Record<string, string>>;

/** One word of a list, or what is meant where the URL has another. */
export const wordOf = <const W extends string, const D extends W | undefined>(
  query: Query,
  key: string,
  words: readonly W[],
  byDefault: D,
): W | D => words.find((word) => word === query[key]) ?? byDefault;

/** The period that a URL asks for. */
export const periodOf = (query: Query): PeriodName => wordOf(query, "period", PERIODS, "24h");

/** A URL with some of its query replaced; an empty value is left out, and so is a default. */
export function withQuery(path: string, query: Query, changes: Query): string {
  const given = Object.entries({ ...query, ...changes }).filter(([, value]) => value !== "");
  const next = new URLSearchParams(given);
  return next.size === 0 ? path : `${path}?${next}`;
}

/** What of a query goes along to another page: period and view. */
export const carried = ({ period, witness }: Query): Record<string, string> => ({
  ...(period !== undefined && { period }),
  ...(witness !== undefined && { witness }),
});
