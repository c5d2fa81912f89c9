import * as z from "zod";
import { Sha256 } from "./identifier.ts";
import { Count, Hour } from "./quantity.ts";

/** One version of a published hour: the claim, and everything needed to check it. Immutable. */
export const PublishedHour = z.strictObject({
  schema: z.literal("livepeer.sla.hour/1"),
  hour: Hour,
  version: z.int().positive(),
  /** `open` until the hour has ended, `closed` after it, `final` after the agents' retention. */
  state: z.enum(["open", "closed", "final"]),
  policy: z.strictObject({ id: z.string(), digest: Sha256 }),
  registry_version: Count,
  /** T of the deployment: how many probes an hour has. */
  slot_seconds: z.int().min(10).max(3600),
  /** Raw objects that the hour is made from, by key, each with the SHA-256 of its stored bytes. */
  inputs: z.strictObject({ key: z.string().max(256), sha256: Sha256 }).array(),
  windows: Count,
  jobs: Count,
  open_jobs: Count,
  /** Targets with two different signed windows under one key. */
  equivocated: z.string().array(),
  /**
   * Of an hour whose jobs or rollups are published in several documents: SHA-256 of the RFC 8785 form of each, in their
   * order. Absent where either is one.
   */
  packs: z.strictObject({ jobs: Sha256.array().min(1), rollups: Sha256.array().min(1) }).optional(),
  /** SHA-256 of the RFC 8785 form of the rollups, and of the jobs; of several documents, of the list of their digests. */
  rollups_digest: Sha256,
  jobs_digest: Sha256,
  /** SHA-256 of the RFC 8785 form of this document without this field. */
  digest: Sha256,
});
export type PublishedHour = z.infer<typeof PublishedHour>;
