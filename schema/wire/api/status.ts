import * as z from "zod";
import { Ratio } from "../compliance.ts";
import { PublishedHour } from "../hour.ts";
import { Sha256 } from "../identifier.ts";
import { Count, Hour } from "../quantity.ts";
import { OUTCOMES } from "../raw.ts";
import { Service } from "../watched.ts";

const Timestamp = z.iso.datetime();

/** `GET /v1/status`: whether this deployment does its work. Null is not known. */
export const Status = z.strictObject({
  schema: z.literal("livepeer.sla.status/1"),
  /** When this was read. */
  at: Timestamp,
  /** T, as the latest published hour has it. */
  slot_seconds: Count.nullable(),
  /** The newest slot of which an outcome was folded, and its start. */
  last_slot: z.strictObject({ slot: Count, at: Timestamp.nullable() }).nullable(),
  /** Slots that have ended since then. */
  lag_slots: Count.nullable(),
  /** The hour that runs now, and in it: probes with an outcome ÷ slots that ended × enabled targets. */
  hour: Hour,
  coverage: Ratio,
  /** Probes of those slots by outcome. `no_probe` is what is missing: null where the slots are not known. */
  outcomes: z.strictObject({
    ...(Object.fromEntries(OUTCOMES.map((outcome) => [outcome, Count])) as Record<
      (typeof OUTCOMES)[number],
      typeof Count
    >),
    no_probe: Count.nullable(),
  }),
  /**
   * What was due and is not here. `turns`: of the last two slots, those whose raw object is not folded; `agents`: enabled
   * ones that held more at their last probe than it took; `windows`: how many all of that is, where that is known. Null
   * is not known, and then there is a reason.
   */
  backlog: z.strictObject({
    turns: Count.nullable(),
    agents: Count.nullable(),
    windows: Count.nullable(),
    reason: z.string().nullable(),
  }),
  /** Enabled targets by how they are asked: in every slot, or less often since they are down. Null without T. */
  breakers: z.strictObject({ closed: Count, open: Count }).nullable(),
  /** Queue operations of today (UTC), three a turn: of all that were planned or folded. Retries are not known, and not among them. */
  budget: z.strictObject({ queue_operations: Count, free_plan_per_day: Count }),
  /** Queue messages that failed too often and wait for an operator. */
  dead_letters: Count,
  /** How well the deployment itself kept its objectives, by its own checks; null before the first. */
  service: Service.nullable(),
  published: z
    .strictObject({
      hour: Hour,
      version: z.int().positive(),
      state: PublishedHour.shape.state,
      digest: Sha256,
      published_at: Timestamp,
    })
    .nullable(),
  targets: z.strictObject({
    enabled: Count,
    disabled: Count,
    orchestrators: Count,
    gateways: Count,
  }),
});
export type Status = z.infer<typeof Status>;

/** A status without what takes the most to read: what alerts are decided by. */
export type Vitals = Omit<Status, "breakers" | "backlog">;
