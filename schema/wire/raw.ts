import * as z from "zod";
import { Count, UnixMs } from "./quantity.ts";
import { Target } from "./target.ts";
import { SignedWindow } from "./window.ts";

/** How one probe of one target ended. `no_probe` is ours, is derived, and never stands in a raw object. */
export const OUTCOMES = [
  "ok",
  "timeout",
  "dns",
  "tls",
  "http_status",
  "too_large",
  "bad_schema",
  "bad_signature",
  "chain_broken",
  "no_probe",
] as const;
export const ProbeOutcome = z.enum(OUTCOMES);
export type ProbeOutcome = z.infer<typeof ProbeOutcome>;

/** One scrape turn of one shard: the body of a queue message. Its id is `slot:shard`, or `slot:shard:<digest>`. */
export const ScrapeMessage = z.strictObject({
  schema: z.literal("livepeer.sla.scrape/1"),
  slot: Count,
  /** T: the slot is `floor(scheduledTime / T)`. */
  slot_seconds: z.int().min(10).max(3600),
  shard: Count,
  /** Ask for `[from, to)` by window start, instead of what follows the cursor. */
  backfill: z
    .strictObject({
      from: UnixMs,
      to: UnixMs,
      /** Whom to ask; absent: every target of the shard. */
      targets: Target.shape.id.array().min(1).max(100).optional(),
      /** Of the request, so that the same one in the same slot is stored once. */
      digest: z.string().regex(/^[0-9a-f]{16}$/),
    })
    .nullable()
    .default(null),
});
export type ScrapeMessage = z.infer<typeof ScrapeMessage>;

/** First line of a raw object: what was asked of whom, by which registry. */
export const PlanLine = z.strictObject({
  plan: z.strictObject({
    schema: z.literal("livepeer.sla.raw/1"),
    message: ScrapeMessage,
    registry_version: Count,
    targets: z
      .strictObject({ ...Target.shape, cursor: z.string().max(128).nullable() })
      .array()
      .max(1000),
  }),
});
export type PlanLine = z.infer<typeof PlanLine>;

/** The outcome of one probe, one line per target of the plan. `refused` counts windows that do not count as data. */
export const OutcomeLine = z.strictObject({
  outcome: z.strictObject({
    target: Target.shape.id,
    outcome: ProbeOutcome.exclude(["no_probe"]),
    /** A code that says more: an HTTP status, the field that broke the schema. */
    detail: z.string().max(200).nullable(),
    received_at: UnixMs,
    /** Where the next probe goes on; unchanged where nothing was accepted. */
    cursor: z.string().max(128).nullable(),
    refused: z.strictObject({
      future: Count,
      too_old: Count,
      unknown_version: Count,
      /** Windows of old hours that the ledger had, or had no room for: absent where there were none. */
      known_already: Count.optional(),
      /** Windows beyond the number that was asked for, so that they stay within the target's budget. */
      not_asked: Count.optional(),
    }),
    /** The agent holds more than it was asked for: its last page was not its latest, or was held back. Absent where not. */
    behind: z.literal(true).optional(),
    /** What the accepted pages filled, as they came, in bytes; absent where there were none. */
    taken_bytes: Count.optional(),
  }),
});
export type OutcomeLine = z.infer<typeof OutcomeLine>;

/** One window as signed, verified when it was received. */
export const WindowLine = z.strictObject({ target: Target.shape.id, signed: SignedWindow });
export type WindowLine = z.infer<typeof WindowLine>;

/** A raw object decoded: gzip of NDJSON, the plan first, then outcomes, then windows. */
export type RawObject = Readonly<{
  plan: PlanLine["plan"];
  outcomes: readonly OutcomeLine["outcome"][];
  windows: readonly WindowLine[];
}>;
