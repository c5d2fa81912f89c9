import type { Sha256 } from "../../wire/identifier.ts";
import type { Hour } from "../../wire/quantity.ts";
import type { RawObject } from "../../wire/raw.ts";
import type { Target } from "../../wire/target.ts";
import { slotOutcome } from "../breaker.ts";
import { windowDigest, windowKey } from "../chain.ts";
import { hourOf } from "../hour.ts";
import { messageId, slotHour } from "../raw-key.ts";
import { trustWhileHeld } from "../trust.ts";
import { sawJobs } from "./counted-window.ts";
import { addProbe, addWindow, later, type Planned, type TargetFacts } from "./target-facts.ts";

/**
 * All that publication needs of some raw objects for one hour: far less than the objects, and a set union of what each
 * says, so that it can be kept and grown object by object, in any order.
 */
export type Facts = {
  hour: Hour;
  /** What was folded: SHA-256 of the stored bytes by key, and the hours that an object says anything of. */
  objects: Map<string, Readonly<{ sha256: Sha256; hours: readonly Hour[] }>>;
  registryVersion: number;
  /** The newest turn; of two that begin together the one with the shorter T. */
  newest: Readonly<{ atMs: number; slotSeconds: number }> | null;
  targets: Map<Target["id"], TargetFacts>;
};

/** Nothing folded. */
export const noFacts = (hour: Hour): Facts => ({
  hour,
  objects: new Map(),
  registryVersion: 0,
  newest: null,
  targets: new Map(),
});

/** Folds one raw object into an hour's facts. What was folded before changes nothing. */
export async function foldFacts(
  facts: Facts,
  { key, sha256, raw }: Readonly<{ key: string; sha256: Sha256; raw: RawObject }>,
): Promise<void> {
  if (facts.objects.has(key)) return;
  const { plan, outcomes, windows } = raw;
  const { message } = plan;
  const own = slotHour(message);
  const atMs = message.slot * message.slot_seconds * 1000;
  facts.objects.set(key, { sha256, hours: hoursOf(raw) });
  facts.registryVersion = Math.max(facts.registryVersion, plan.registry_version);
  facts.newest = newer(facts.newest, { atMs, slotSeconds: message.slot_seconds });
  const asksNow = own === facts.hour && message.backfill === null;
  const turn = messageId(message);
  for (const { cursor: _, ...target } of plan.targets) {
    const known = facts.targets.get(target.id);
    const planned = plannedAs(known?.planned, target, atMs, turn);
    if (known === undefined)
      facts.targets.set(target.id, {
        planned,
        probes: asksNow ? new Map() : null,
        windows: new Map(),
      });
    else {
      known.planned = planned;
      if (asksNow) known.probes ??= new Map();
    }
  }
  if (asksNow)
    for (const line of outcomes) addProbe(facts.targets.get(line.target), atMs, slotOutcome(line));
  for (const { target, signed } of windows) {
    const { window } = signed;
    const known = facts.targets.get(target);
    if (known?.planned.target.agent !== window.agent || hourOf(window.start) !== facts.hour)
      continue;
    const { start, epoch, seq, jobs, requests, payments, capacity, gpus, startups } = window;
    const content = { jobs, requests, payments, capacity, gpus, ...(startups && { startups }) };
    addWindow(known.windows, windowKey(signed), {
      window: { start, epoch, seq, ...content },
      sawJobs: sawJobs(window),
      digest: await windowDigest(signed),
      equivocated: false,
    });
  }
}

/** The hours that a raw object says anything of: its slot's, and those of its windows. */
export const hoursOf = ({ plan, windows }: RawObject): Hour[] =>
  [
    ...new Set([
      slotHour(plan.message),
      ...windows.map(({ signed }) => hourOf(signed.window.start)),
    ]),
  ].toSorted();

/** A signature is checked once for as long as the row stays as it is: that is most of what a row costs. */
function plannedAs(
  known: Planned | undefined,
  target: Target,
  atMs: number,
  turn: string,
): Planned {
  const row = { ...target, trust: 0 as const };
  const same = known && JSON.stringify({ ...known.target, trust: 0 }) === JSON.stringify(row);
  const trust = same ? known.target.trust : trustWhileHeld(row);
  const planned = { target: { ...row, trust }, atMs, turn };
  return known === undefined ? planned : later(known, planned);
}

type Turn = NonNullable<Facts["newest"]>;

/** The later turn; of two that begin together the one with the shorter T. */
export function newer(a: Turn | null, b: Turn | null): Turn | null {
  if (a === null || b === null) return a ?? b;
  if (a.atMs !== b.atMs) return a.atMs > b.atMs ? a : b;
  return a.slotSeconds <= b.slotSeconds ? a : b;
}
