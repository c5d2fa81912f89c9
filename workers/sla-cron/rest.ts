/**
 * Milliseconds for each row of an hour's sums, by plan. A refresh writes the rows that have changed, at most all of them, and
 * that is by far the dearest that publication does. Free allows 100 000 a day: the refreshes of a day write 14 400 of them,
 * or each row once, however large the hour. On Paid 3000 rows, which are 300 orchestrators of ten, are refreshed every minute.
 */
export const REST_MS_PER_ROLLUP: Readonly<Record<"free" | "paid", number>> = {
  free: 6000,
  paid: 20,
};

/**
 * How long an open hour stays as it is after it was published, in milliseconds: so that a large one costs no more in a day
 * than a small one. Closing waits for nothing.
 *
 * @param rollups  rows of its sums; null is not known, and no reason to wait
 */
export const restMs = (rollups: number | null, msPerRollup: number): number =>
  (rollups ?? 0) * msPerRollup;
