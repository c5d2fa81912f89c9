import * as z from "zod";
import { Sha256 } from "../identifier.ts";
import { Count } from "../quantity.ts";
import { cursor, hourBound, limit, parameter } from "./parameter.ts";

/** `GET /v1/snapshots`: what may be asked. */
export const SnapshotsQuery = z.strictObject({
  hour: hourBound("Only the raw objects of this hour's slots."),
  limit: limit(1000, 1000),
  cursor,
});

/** `GET /v1/snapshots/{key}`: the key of one raw object. */
export const SnapshotPath = z.strictObject({
  key: parameter(
    z
      .string()
      .regex(/^raw\/v1\/\d{4}-\d\d-\d\dT\d\d\/\d{1,12}:\d{1,6}(:[0-9a-f]{16})?\.ndjson\.gz$/),
    {
      description: "The key of a raw object, with or without its slashes and colons escaped.",
      allowed:
        "`raw/v1/<hour>/<slot>:<shard>.ndjson.gz`, as `/v1/snapshots` and the hours list them",
      example: "raw/v1/2026-01-09T13/29466541:0.ndjson.gz",
    },
  ),
});

/** Raw objects, by key. `sha256` is of the stored bytes; null until a published hour names the object. */
export const SnapshotsPage = z.strictObject({
  schema: z.literal("livepeer.sla.snapshots/1"),
  snapshots: z
    .strictObject({ key: z.string(), size_bytes: Count, sha256: Sha256.nullable() })
    .array()
    .max(1000),
  next: z.string().nullable(),
});
export type SnapshotsPage = z.infer<typeof SnapshotsPage>;
