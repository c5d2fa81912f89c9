import type { PublishedHour } from "../../wire/hour.ts";
import type { Hour } from "../../wire/quantity.ts";
import type { ProbeOutcome } from "../../wire/raw.ts";
import type { Target } from "../../wire/target.ts";
import { WINDOW_MS } from "../../wire/window.ts";
import { decideSlots } from "../breaker.ts";
import { HOUR_MS, hourStart } from "../hour.ts";
import { type Account, MINUTE } from "./account.ts";
import { type Probes, slotsDue } from "./probes.ts";
import type { RegistryFacts } from "./registry-facts.ts";
import { NO_KEY, type Tally } from "./tally.ts";

/** Sealing takes its time: the window of a minute can first be had in the slot after the next minute's start. */
const SEALING_MS = 60_000;

/** Of each slot that was planned, how it counts. */
type Decided = ReadonlyMap<number, ProbeOutcome>;

/** The hour, and T: what a minute or a slot of it must hold. */
export type Clock = Readonly<{ hour: Hour; state: PublishedHour["state"]; slotSeconds: number }>;

/**
 * Adds what an orchestrator's agent itself did in the hour: slots up, down and not probed, minutes to be covered and
 * windows received of them. A minute whose probe we did not make, and that did not come later, is nobody's gap.
 *
 * @param slots    its probes; undefined where it was not to be asked
 * @param account  of the hour
 * @param newest   the start of the newest slot of each shard that was asked at all
 */
export function tallyAgent(
  tally: Tally,
  target: Target,
  slots: Probes | undefined,
  { windows, minutes }: Pick<Account, "windows" | "minutes">,
  newest: ReadonlyMap<number, number>,
  clock: Clock,
): void {
  if (target.role !== "orchestrator" || (slots === undefined && windows === 0)) return;
  const own = slots && decideSlots(slots);
  const newestSlotAt = newest.get(target.shard) ?? 0;
  const { orchestrator, region } = target;
  const counts = {
    ...slotCounts(own, target, clock, newestSlotAt),
    ...minuteCounts(own ?? new Map(), minutes, target, clock, newestSlotAt),
  };
  tally.add({ ...NO_KEY, orchestrator, region }, { counts }, false);
}

/** The start of the newest slot that was asked of each shard. @param asked  the newest of each target */
export function newestSlotByShard(
  asked: Iterable<readonly [Target["id"], number]>,
  targets: RegistryFacts["targets"],
): Map<number, number> {
  const newest = new Map<number, number>();
  for (const [id, at] of asked) {
    const shard = targets.get(id)?.shard ?? 0;
    newest.set(shard, Math.max(newest.get(shard) ?? 0, at));
  }
  return newest;
}

/** A target that no plan of the hour names was not to be asked. */
function slotCounts(
  own: Decided | undefined,
  { registered_at }: Target,
  { hour, state, slotSeconds }: Clock,
  newestSlotAt: number,
) {
  if (own === undefined) return {};
  const counts = { slots_up: 0, slots_down: 0, slots_no_probe: 0 };
  for (const outcome of own.values())
    if (outcome === "ok") counts.slots_up += 1;
    else if (outcome === "no_probe") counts.slots_no_probe += 1;
    else counts.slots_down += 1;
  for (const at of slotsDue(hour, state, slotSeconds, registered_at, newestSlotAt))
    if (!own.has(at)) counts.slots_no_probe += 1;
  return counts;
}

function minuteCounts(
  own: Decided,
  came: string,
  { registered_at }: Target,
  { hour, state, slotSeconds }: Clock,
  newestSlotAt: number,
) {
  const start = hourStart(hour);
  const until = state === "open" ? newestSlotAt - WINDOW_MS - SEALING_MS : start + HOUR_MS - 1;
  const slotMs = slotSeconds * 1000;
  let minutes = 0;
  let windows = 0;
  for (let i = 0; i < HOUR_MS / WINDOW_MS; i++) {
    const minute = start + i * WINDOW_MS;
    if (minute < registered_at || minute > until) continue;
    const isReceived = came[i] !== MINUTE.gone;
    const probe = own.get(Math.floor(minute / slotMs) * slotMs) ?? "no_probe";
    if (probe === "no_probe" && !isReceived) continue;
    minutes += 1;
    if (isReceived) windows += 1;
  }
  return { minutes, windows };
}
