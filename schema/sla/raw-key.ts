import type { Hour } from "../wire/quantity.ts";
import type { ScrapeMessage } from "../wire/raw.ts";
import { hourOf } from "./hour.ts";

/** Every raw object's key begins with this. */
export const RAW_PREFIX = "raw/v1/";

/** The hour that a scrape turn belongs to: that of its slot's start. */
export const slotHour = ({ slot, slot_seconds }: ScrapeMessage): Hour =>
  hourOf(slot * slot_seconds * 1000);

/** A scrape turn's name: `slot:shard`, or `slot:shard:<digest of the backfill's request>`. */
export const messageId = ({ slot, shard, backfill }: ScrapeMessage): string =>
  backfill === null ? `${slot}:${shard}` : `${slot}:${shard}:${backfill.digest}`;

/** The shard of the turn that a raw object's key names. @throws TypeError for what is no such key */
export function shardOfKey(key: string): number {
  const shard = /\/\d+:(\d+)[:.]/.exec(key)?.[1];
  if (shard === undefined) throw new TypeError(`${key} names no shard`);
  return Number(shard);
}

/** Prefix of the keys of all raw objects whose slot is in an hour. */
export const rawPrefix = (hour: Hour): string => `${RAW_PREFIX}${hour.slice(0, 13)}/`;

/** Where a scrape turn's raw object is: the message decides it, so that a turn can be stored only once. */
export const rawKey = (message: ScrapeMessage): string =>
  `${rawPrefix(slotHour(message))}${messageId(message)}.ndjson.gz`;
