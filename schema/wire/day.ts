import * as z from "zod";
import { PublishedHour } from "./hour.ts";
import { Sha256 } from "./identifier.ts";
import { Count } from "./quantity.ts";

/** A UTC day: `2026-01-09`. */
export const Day = z.iso.date().brand("Day");
export type Day = z.infer<typeof Day>;

/** One hour of a day's index: its latest version, and what to expect of it. */
const IndexedHour = z.strictObject({
  hour: PublishedHour.shape.hour,
  version: PublishedHour.shape.version,
  state: PublishedHour.shape.state,
  digest: Sha256,
  policy: PublishedHour.shape.policy,
  registry_version: Count,
  /** Raw objects that the version is made from. */
  objects: Count,
});
export type IndexedHour = z.infer<typeof IndexedHour>;

/** The index of a day: the latest version of each of its hours, oldest first. Every new version of one rewrites it. */
export const PublishedDay = z.strictObject({
  schema: z.literal("livepeer.sla.day/1"),
  day: Day,
  /** How often it was written, this time included. */
  revision: z.int().positive(),
  hours: IndexedHour.array().max(24),
  /** SHA-256 of the RFC 8785 form of this document without this field. */
  digest: Sha256,
});
export type PublishedDay = z.infer<typeof PublishedDay>;
