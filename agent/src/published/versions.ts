import { HOUR_MS, hourOf, hourStart } from "../../../schema/sla/hour.ts";
import { dayOf } from "../../../schema/sla/publish/day-document.ts";
import { HoursPage } from "../../../schema/wire/api/hours.ts";
import { Day, PublishedDay } from "../../../schema/wire/day.ts";
import { PublishedHour } from "../../../schema/wire/hour.ts";
import type { Hour } from "../../../schema/wire/quantity.ts";
import { Refusal } from "../refusal.ts";
import { readNote } from "./mirror-note.ts";
import { findJson, jsonOf, type Source } from "./source.ts";

/** Which hours a person asks for. */
export type Asked = Readonly<
  | { kind: "hour"; hour: Hour; version: number | null }
  | { kind: "range"; from: Hour; to: Hour }
  | { kind: "last" }
  | { kind: "all" }
>;

/** Versions to look at, oldest first, and the indexes of their days. */
export type Versions = Readonly<{
  versions: readonly Readonly<{ hour: Hour; version: number }>[];
  days: readonly PublishedDay[];
}>;

/** Days without a published hour that history is followed over. */
const LONGEST_GAP_DAYS = 31;

/** How many closed hours `last` means. */
const LAST_HOURS = 3;

const DAY_MS = 24 * HOUR_MS;

/**
 * The versions that are asked for. `last`: the last closed hours of an API, or all that a folder was mirrored for.
 *
 * @throws Refusal where there are none
 */
export async function versionsAsked(source: Source, asked: Asked): Promise<Versions> {
  switch (asked.kind) {
    case "hour":
      return oneHour(source, asked.hour, asked.version);
    case "range":
      return inRange(source, asked.from, asked.to);
    case "last":
      return source.isFolder ? mirrored(source) : lastClosed(source);
    case "all":
      return source.isFolder ? mirrored(source) : everything(source);
  }
}

async function oneHour(source: Source, hour: Hour, version: number | null): Promise<Versions> {
  if (version !== null) return { versions: [{ hour, version }], days: [] };
  const day = await readDay(source, dayOf(hour));
  const entry = day?.hours.find((each) => each.hour === hour);
  if (day && entry) return { versions: [{ hour, version: entry.version }], days: [day] };
  const latest = await jsonOf(source, `/v1/hours/${hour}`, PublishedHour);
  return { versions: [{ hour, version: latest.version }], days: day ? [day] : [] };
}

async function inRange(source: Source, from: Hour, to: Hour): Promise<Versions> {
  const days: PublishedDay[] = [];
  const startMs = Date.parse(dayOf(from));
  for (let atMs = startMs; atMs < hourStart(to); atMs += DAY_MS) {
    const day = await readDay(source, dayOf(hourOf(atMs)));
    if (day !== null) days.push(day);
  }
  const versions = days.flatMap(({ hours }) =>
    hours.filter(({ hour }) => hour >= from && hour < to),
  );
  if (versions.length === 0)
    throw new Refusal(`${source.place} has no published hour from ${from} to ${to}`);
  return { versions: versions.map(({ hour, version }) => ({ hour, version })), days };
}

async function mirrored(source: Source): Promise<Versions> {
  const { from, to } = await readNote(source.place);
  return inRange(source, from, to);
}

async function newestDay(source: Source): Promise<number> {
  const { hours } = await jsonOf(source, "/v1/hours?limit=1", HoursPage);
  const newest = hours[0];
  if (newest === undefined) throw new Refusal(`${source.place} has published no hour yet`);
  return Date.parse(dayOf(newest.hour));
}

/** Day by day from the newest into the past. */
async function everything(source: Source): Promise<Versions> {
  const days: PublishedDay[] = [];
  const newestMs = await newestDay(source);
  for (let atMs = newestMs, gap = 0; gap <= LONGEST_GAP_DAYS && atMs >= 0; atMs -= DAY_MS) {
    const day = await readDay(source, dayOf(hourOf(atMs)));
    gap = day === null ? gap + 1 : 0;
    if (day !== null) days.unshift(day);
  }
  const versions = days.flatMap(({ hours }) => hours);
  return { versions: versions.map(({ hour, version }) => ({ hour, version })), days };
}

async function lastClosed(source: Source): Promise<Versions> {
  const today = await newestDay(source);
  const found = await Promise.all(
    [today - DAY_MS, today].map((atMs) => readDay(source, dayOf(hourOf(atMs)))),
  );
  const days = found.filter((day) => day !== null);
  const closed = days.flatMap(({ hours: each }) => each).filter(({ state }) => state !== "open");
  const last = closed.slice(-LAST_HOURS);
  if (last.length === 0)
    throw new Refusal(`${source.place} has published no closed hour yet; --hour names an open one`);
  const shown = new Set(last.map(({ hour }) => dayOf(hour)));
  return {
    versions: last.map(({ hour, version }) => ({ hour, version })),
    days: days.filter(({ day }) => shown.has(day)),
  };
}

const readDay = (source: Source, day: Day): Promise<PublishedDay | null> =>
  findJson(source, `/v1/days/${day}`, PublishedDay);
