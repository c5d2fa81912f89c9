import { HOUR_MS } from "./hour.ts";

/** Queue operations of one message: it is written, read and deleted. */
export const OPS_PER_MESSAGE = 3;

/** Queue operations that the Free plan gives an account in a day. @see Cloudflare Queues, pricing */
export const FREE_OPS_PER_DAY = 10_000;

/** A tenth of the day's operations is left to retries, to operators' backfills and to dead letters. */
const PLANNED_TENTHS = 9;

/** Of the messages that are planned, one in so many asks for what never came: 120 of Free's day, which leaves whole turns to slots. */
const GAPS_IN = 25;

const DAY_SECONDS = 86_400;
const DAY_MS = DAY_SECONDS * 1000;

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
  const before = (slots: number) => turnsWithin(slots * slotSeconds, opsPerDay);
  const first = before(slot);
  const allowed = before(slot + 1) - first;
  const asked = shards.filter(
    (_, i) => (i - (first % shards.length) + shards.length) % shards.length < allowed,
  );
  return { asked, spare: Math.max(0, allowed - shards.length) };
}

/** Turns that so many seconds can afford. */
export const turnsWithin = (seconds: number, opsPerDay: number): number =>
  Math.floor((seconds * messagesPerDay(opsPerDay).turns) / DAY_SECONDS);

/** What a shard may send in a day to ask for gaps: by an hour's end, so that none has all of it in the morning; and by the day's. */
export type GapAllowance = Readonly<{ soFar: number; ofDay: number }>;

/**
 * Divides the day's messages that ask for gaps among the shards; what does not divide goes to others every day. As pure as the
 * allowance of turns.
 *
 * @param atMs   Unix milliseconds
 * @param place  the shard's, among so many
 */
export function gapAllowanceOf(
  atMs: number,
  place: number,
  shards: number,
  opsPerDay: number | null,
): GapAllowance {
  if (opsPerDay === null) return { soFar: Infinity, ofDay: Infinity };
  const { gaps } = messagesPerDay(opsPerDay);
  const [day, hour] = [Math.floor(atMs / DAY_MS), Math.floor((atMs % DAY_MS) / HOUR_MS)];
  const isLucky = (place + day) % shards < gaps % shards;
  const ofDay = Math.floor(gaps / shards) + (isLucky ? 1 : 0);
  return { soFar: Math.ceil((ofDay * (hour + 1)) / 24), ofDay };
}

function messagesPerDay(opsPerDay: number): Readonly<{ turns: number; gaps: number }> {
  const planned = Math.floor((opsPerDay * PLANNED_TENTHS) / 10 / OPS_PER_MESSAGE);
  const gaps = Math.floor(planned / GAPS_IN);
  return { turns: planned - gaps, gaps };
}
