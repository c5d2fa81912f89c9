import type { PublishedHour } from "../../wire/hour.ts";
import type { Hour } from "../../wire/quantity.ts";
import type { RawObject } from "../../wire/raw.ts";
import type { Target } from "../../wire/target.ts";
import { WINDOW_MS } from "../../wire/window.ts";
import { HOUR_MS, hourStart } from "../hour.ts";
import { countsOf } from "../sums.ts";
import type { Received } from "./collect-windows.ts";
import { type Probes, probesOf, slotsDue } from "./probes.ts";
import type { RegistryFacts } from "./registry-facts.ts";
import { NO_KEY, type Tally } from "./tally.ts";

/** Sealing takes its time: the window of a minute can first be had in the slot after the next minute's start. */
const SEALING_MS = 60_000;

type Clock = Readonly<{ hour: Hour; state: PublishedHour["state"]; slotSeconds: number }>;

/**
 * Adds what each orchestrator's agent itself did in the hour: slots up, down and not probed, minutes to be covered and
 * windows received of them. A minute whose probe we did not make, and that did not come later, is nobody's gap.
 */
export function tallyAgents(
  tally: Tally,
  objects: readonly RawObject[],
  windows: readonly Received[],
  { targets }: RegistryFacts,
  clock: Clock,
): void {
  const probes = probesOf(objects, clock.hour);
  const newest = newestSlotByShard(probes, targets);
  const minutes = Map.groupBy(windows, ({ target }) => target.id);
  for (const target of targets.values()) {
    const own = probes.get(target.id);
    const came = minutes.get(target.id) ?? [];
    if (target.role !== "orchestrator" || (own === undefined && came.length === 0)) continue;
    const newestSlotAt = newest.get(target.shard) ?? 0;
    const { orchestrator, region } = target;
    const counts = countsOf({
      ...slotCounts(own, target, clock, newestSlotAt),
      ...minuteCounts(own ?? new Map(), came, target, clock, newestSlotAt),
    });
    tally.add({ ...NO_KEY, orchestrator, region }, { counts }, false);
  }
}

function newestSlotByShard(
  probes: ReadonlyMap<Target["id"], Probes>,
  targets: RegistryFacts["targets"],
): Map<number, number> {
  const newest = new Map<number, number>();
  for (const [id, own] of probes) {
    const shard = targets.get(id)?.shard ?? 0;
    newest.set(shard, Math.max(newest.get(shard) ?? 0, ...own.keys()));
  }
  return newest;
}

/** A target that no plan of the hour names was not to be asked. */
function slotCounts(
  own: Probes | undefined,
  { registered_at }: Target,
  { hour, state, slotSeconds }: Clock,
  newestSlotAt: number,
) {
  if (own === undefined) return {};
  const outcomes = [...own.values()];
  const due = slotsDue(hour, state, slotSeconds, registered_at, newestSlotAt);
  const slots_up = outcomes.filter((outcome) => outcome === "ok").length;
  const slots_no_probe =
    due.filter((at) => !own.has(at)).length +
    outcomes.filter((outcome) => outcome === "no_probe").length;
  return {
    slots_up,
    slots_down: outcomes.filter((outcome) => outcome !== "no_probe").length - slots_up,
    slots_no_probe,
  };
}

function minuteCounts(
  own: Probes,
  came: readonly Received[],
  { registered_at }: Target,
  { hour, state, slotSeconds }: Clock,
  newestSlotAt: number,
) {
  const received = new Set(
    came.filter(({ equivocated }) => !equivocated).map(({ window }) => window.start),
  );
  const start = hourStart(hour);
  const until = state === "open" ? newestSlotAt - WINDOW_MS - SEALING_MS : start + HOUR_MS - 1;
  const slotMs = slotSeconds * 1000;
  const isExpected = (minute: number): boolean => {
    if (minute < registered_at || minute > until) return false;
    const probe = own.get(Math.floor(minute / slotMs) * slotMs) ?? "no_probe";
    return probe !== "no_probe" || received.has(minute);
  };
  const expected = MINUTES.map((minute) => start + minute * WINDOW_MS).filter(isExpected);
  return {
    minutes: expected.length,
    windows: expected.filter((minute) => received.has(minute)).length,
  };
}

const MINUTES = Array.from({ length: HOUR_MS / WINDOW_MS }, (_, i) => i);
