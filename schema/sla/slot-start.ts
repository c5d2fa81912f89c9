/**
 * When a slot starts, Unix milliseconds, of which only the number is kept: T may have changed, and numbers of another T tell
 * nothing of order. T is a whole number of seconds, so that one of them alone brings a number near a moment of today: within
 * two days where T is an hour, and within more where it is less.
 *
 * @param nearMs  a moment within two days of it, as the hour of a ledger's row
 */
export const slotStart = (slot: number, nearMs: number): number =>
  slot === 0 ? 0 : slot * Math.round(nearMs / 1000 / slot) * 1000;
