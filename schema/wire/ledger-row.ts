import * as z from "zod";
import { Sha256 } from "./identifier.ts";
import { Count, UnixMs } from "./quantity.ts";
import { ProbeOutcome } from "./raw.ts";
import { Target } from "./target.ts";

/** What its newest window says of an agent: when that window starts, and by which version it was sealed. */
export const NewestVersion = z.strictObject({
  start: UnixMs,
  agent_version: z.string().min(1).max(32),
});
export type NewestVersion = z.infer<typeof NewestVersion>;

/** What one hour knows of one target. */
export const LedgerTarget = z.strictObject({
  /** `epoch/seq` → the smallest SHA-256 of a signed window under that key, its first 16 hex digits. */
  windows: z.record(z.string().max(64), z.string().regex(/^[0-9a-f]{16}$/)),
  /** Keys under which two different signed windows came. */
  equivocated: z.string().max(64).array(),
  /** Slot → outcome of its probe. */
  outcomes: z.record(z.string().regex(/^\d{1,12}$/), ProbeOutcome),
  /** Where the newest slot's probe left off, and whether the agent held more; null until one did. */
  cursor: z
    .strictObject({
      slot: Count,
      cursor: z.string().max(128).nullable(),
      behind: z.literal(true).optional(),
    })
    .nullable(),
  /** Receipt of the last accepted window. */
  last_received_at: UnixMs.nullable(),
  /** Slot → bytes that its probe took, where they were many: what a target may have in an hour is limited. */
  taken: z.record(z.string().regex(/^\d{1,12}$/), Count).optional(),
  /** Absent where no window came, and in rows from before it was kept. */
  version: NewestVersion.optional(),
});
export type LedgerTarget = z.infer<typeof LedgerTarget>;

/** One row of the ledger: the raw objects that were folded into it, and per target what they held. */
export const LedgerRow = z.strictObject({
  /** Raw object key → SHA-256 of its stored bytes. */
  objects: z.record(z.string().max(256), Sha256),
  targets: z.record(Target.shape.id, LedgerTarget),
});
export type LedgerRow = z.infer<typeof LedgerRow>;
