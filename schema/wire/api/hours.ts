import * as z from "zod";
import { PublishedHour } from "../hour.ts";
import { Sha256 } from "../identifier.ts";
import { Count, Hour } from "../quantity.ts";
import { cursor, hourBound, limit, parameter } from "./parameter.ts";

/** `GET /v1/hours`: what may be asked. */
export const HoursQuery = z.strictObject({
  from: hourBound("First hour that is listed."),
  to: hourBound("First hour, after `from`, that is not listed."),
  limit: limit(500, 100),
  cursor,
});

const hour = parameter(Hour, {
  description: "A published hour, by its start.",
  allowed: "a whole hour of UTC as RFC 3339, for example 2026-01-09T13:00:00Z",
  example: "2026-01-09T13:00:00Z",
});

/** `GET /v1/hours/{hour}`: the latest version. */
export const HourPath = z.strictObject({ hour });

/** `GET /v1/hours/{hour}/{version}`: one version, for ever. */
export const HourVersionPath = z.strictObject({
  hour,
  version: parameter(
    z
      .string()
      .regex(/^[1-9]\d{0,8}$/)
      .transform(Number),
    {
      description: "A version of the hour, from 1.",
      allowed: "a whole number from 1",
      example: "1",
    },
  ),
});

/** `GET /v1/hours/{hour}/{version}/jobs/{pack}`, and `rollups`: one of several documents. */
export const HourPackPath = z.strictObject({
  ...HourVersionPath.shape,
  pack: parameter(
    z
      .string()
      .regex(/^(0|[1-9]\d{0,5})$/)
      .transform(Number),
    {
      description: "Which of the documents that the hour's `packs` lists, from 0.",
      allowed: "a whole number from 0",
      example: "0",
    },
  ),
});

/** Published versions, the newest hour first and of an hour the newest version first. */
export const HoursPage = z.strictObject({
  schema: z.literal("livepeer.sla.hours/1"),
  hours: z
    .strictObject({
      hour: Hour,
      version: z.int().positive(),
      state: PublishedHour.shape.state,
      digest: Sha256,
      jobs: Count,
      open_jobs: Count,
      published_at: z.iso.datetime(),
    })
    .array()
    .max(500),
  next: z.string().nullable(),
});
export type HoursPage = z.infer<typeof HoursPage>;
