/** Queue operations of one message: it is written, read and deleted. */
export const OPS_PER_MESSAGE = 3;

/** Queue operations that the Free plan gives an account in a day. @see Cloudflare Queues, pricing */
export const FREE_OPS_PER_DAY = 10_000;

/** A tenth of the day's operations is left to retries, to backfills and to dead letters. */
const PLANNED_TENTHS = 9;

const DAY_SECONDS = 86_400;

/** What of a slot's turns the account can afford. */
export type Allowance<Shard> = Readonly<{
  /** Shards that are asked; the others wait for the next slots, and theirs is `no_probe`. */
  asked: readonly Shard[];
  /** Messages left over for turns that have to be sent again. */
  spare: number;
}>;

/**
 * Spreads the day's messages over its slots, and a slot's over the shards in turn: where they do not suffice, every shard is
 * asked less often and none is left out. A pure function of slot and shards, so that every tick decides alike and nothing
 * is counted anywhere.
 *
 * @param opsPerDay  queue operations of the account; null where they have no limit
 */
export function allowanceOf<Shard>(
  slot: number,
  slotSeconds: number,
  shards: readonly Shard[],
  opsPerDay: number | null,
): Allowance<Shard> {
  if (opsPerDay === null) return { asked: shards, spare: Infinity };
  const perDay = Math.floor((opsPerDay * PLANNED_TENTHS) / 10 / OPS_PER_MESSAGE);
  const before = (slots: number) => Math.floor((slots * slotSeconds * perDay) / DAY_SECONDS);
  const first = before(slot);
  const allowed = before(slot + 1) - first;
  const asked = shards.filter(
    (_, i) => (i - (first % shards.length) + shards.length) % shards.length < allowed,
  );
  return { asked, spare: Math.max(0, allowed - shards.length) };
}
