/**
 * Of values, newest first, those that are higher or lower than all newer ones: a threshold with hysteresis decides by them
 * as by all. An unknown value ends the list: before it nothing is remembered.
 */
export function lowRecords(newestFirst: readonly (number | null)[]): number[] {
  const records: number[] = [];
  let highest = -Infinity;
  let lowest = Infinity;
  for (const value of newestFirst) {
    if (value === null) break;
    if (value <= highest && value >= lowest) continue;
    records.push(value);
    highest = Math.max(highest, value);
    lowest = Math.min(lowest, value);
  }
  return records;
}

/** Points below the threshold at which one that is in goes out. */
export const HYSTERESIS = 2;

/**
 * Whether one is in: it came in at `min` or above and was not below `min` − 2 since. Nothing known is out.
 *
 * @param records  as `lowRecords` keeps them, newest first
 */
export function holds(records: readonly number[], min: number): boolean {
  const deciding = records.find((value) => value >= min || value < min - HYSTERESIS);
  return deciding !== undefined && deciding >= min;
}
