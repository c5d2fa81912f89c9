/** What a latency at the median is worth. */
const AT_MEDIAN = 0.8;

/** Beyond so many medians the score is less than a millionth. */
const MOST_MEDIANS = 62;

/** Binary digits of the exponent's fraction: the score's error stays below a millionth. */
const DIGITS = 24;

/**
 * 0.8^(latency ÷ median), as livepeer/leaderboard-serverless scores round trips: 0.8 at the median, towards 1 the faster. Made
 * of products and square roots alone, which IEEE 754 rounds exactly, so that it is the same number everywhere.
 *
 * @param latencyMs  not negative
 * @param medianMs   positive
 * @see leaderboard-serverless, score/stats_scorer.go
 */
export function roundTripScore(latencyMs: number, medianMs: number): number {
  const medians = latencyMs / medianMs;
  if (!(medians >= 0)) throw new RangeError(`${latencyMs} ms ÷ ${medianMs} ms is no ratio`);
  if (medians >= MOST_MEDIANS) return 0;
  const whole = Math.floor(medians);
  let score = 1;
  for (let i = 0; i < whole; i++) score *= AT_MEDIAN;
  let fraction = medians - whole;
  let factor = AT_MEDIAN;
  for (let digit = 0; digit < DIGITS; digit++) {
    factor = Math.sqrt(factor);
    fraction *= 2;
    if (fraction < 1) continue;
    fraction -= 1;
    score *= factor;
  }
  return score;
}
