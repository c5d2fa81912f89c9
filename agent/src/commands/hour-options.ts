import type { Command } from "commander";
import { Hour } from "../../../schema/wire/quantity.ts";
import type { Asked } from "../published/versions.ts";
import { Refusal } from "../refusal.ts";
import { parsed } from "./options.ts";

/** Reads an hour. */
export const hour = parsed(Hour, "a whole UTC hour, like 2026-01-09T13:00:00Z");

/** Adds the flags that say which hours. @param byDefault  which ones, where none is given */
export const hourOptions = (command: Command, byDefault: string): Command =>
  command
    .option("--hour <time>", `a UTC hour, 2026-01-09T13:00:00Z; by default ${byDefault}`, hour)
    .option("--from <time>", "first hour of a range", hour)
    .option("--to <time>", "first hour after the range", hour);

/** @throws Refusal for flags that contradict one another. @param byDefault where none is given */
export function askedHours(
  flags: Readonly<{ hour?: Hour; revision?: number; from?: Hour; to?: Hour }>,
  byDefault: Asked = { kind: "last" },
): Asked {
  const { hour: one, revision, from, to } = flags;
  if (one !== undefined && (from ?? to) !== undefined)
    throw new Refusal("--hour is one hour; --from and --to are many: give one or the other");
  if (revision !== undefined && one === undefined)
    throw new Refusal("--revision needs --hour: it is a version of one hour");
  if (one !== undefined) return { kind: "hour", hour: one, version: revision ?? null };
  if (from === undefined && to === undefined) return byDefault;
  if (from === undefined || to === undefined || from >= to)
    throw new Refusal("--from and --to are given together, and --from is before --to");
  return { kind: "range", from, to };
}
