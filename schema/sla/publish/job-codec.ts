import { JobEntry, JobTotals } from "../../wire/job-entry.ts";
import type { Hour } from "../../wire/quantity.ts";
import { EMPTY_DELTA } from "../empty-delta.ts";
import type { Decided, JobAccount } from "./account-jobs.ts";

// An account of a job is kept in tens of thousands: without the names of its members it is half as long to write and read.

const WHO = Object.keys(JobEntry.shape).filter((name) => name !== "delta" && name !== "totals");
const TOTALS = Object.keys(JobTotals.shape);

/** An account of a job without names. JSON. */
export type EncodedJob = readonly [
  latest: readonly unknown[],
  /** Null where it does not decide; who is null where that is as in the newest entry. */
  decided:
    | readonly [
        epoch: string,
        seq: number,
        totals: readonly unknown[],
        who: readonly unknown[] | null,
      ]
    | null,
  measured: JobAccount["measured"],
  payments: JobAccount["payments"],
];

export function encodeJobAccount({ latest, decided, measured, payments }: JobAccount): EncodedJob {
  const who = valuesOf(WHO, latest);
  return [who, decided && encodeDecided(decided, who), measured, payments];
}

function encodeDecided({ entry, window }: Decided, latest: readonly unknown[]): EncodedJob[1] {
  const who = valuesOf(WHO, entry);
  const isSame = JSON.stringify(who) === JSON.stringify(latest);
  return [window.epoch, window.seq, valuesOf(TOTALS, entry.totals), isSame ? null : who];
}

/** The same account. @param hour  of which it is */
export function decodeJobAccount(
  [latest, decided, measured, payments]: EncodedJob,
  hour: Hour,
): JobAccount {
  const who = objectOf(WHO, latest) as JobAccount["latest"];
  return { latest: who, decided: decided && decodeDecided(decided, who, hour), measured, payments };
}

function decodeDecided(
  [epoch, seq, values, other]: NonNullable<EncodedJob[1]>,
  latest: JobAccount["latest"],
  hour: Hour,
): Decided {
  const who = other === null ? latest : (objectOf(WHO, other) as JobAccount["latest"]);
  const totals = objectOf(TOTALS, values) as JobTotals;
  return { entry: { ...who, delta: EMPTY_DELTA, totals }, hour, window: { epoch, seq } };
}

const valuesOf = (names: readonly string[], of: object): unknown[] =>
  names.map((name) => (of as Readonly<Record<string, unknown>>)[name]);

function objectOf(names: readonly string[], values: readonly unknown[]): object {
  const made: Record<string, unknown> = {};
  for (let i = 0; i < names.length; i++) made[names[i] as string] = values[i];
  return made;
}
