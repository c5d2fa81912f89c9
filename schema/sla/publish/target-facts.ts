import type { Sha256 } from "../../wire/identifier.ts";
import type { Target } from "../../wire/target.ts";
import { SLOT_OUTCOMES, type SlotOutcome } from "../breaker.ts";
import type { CountedWindow } from "./counted-window.ts";

/** A window of the hour as it counts, with what tells it from another one under its key. */
export type WindowFacts = {
  window: CountedWindow;
  sawJobs: boolean;
  /** SHA-256 of the signed window. */
  digest: Sha256;
  equivocated: boolean;
};

/** What the latest slot says of a target. `trust` is the level while its delegation holds. */
export type Planned = Readonly<{ target: Target; atMs: number; turn: string }>;

/** What raw objects say of one target in one hour. */
export type TargetFacts = {
  planned: Planned;
  /** Its probes by the start of the slot; null where no plan of a slot of the hour names it. */
  probes: Map<number, SlotOutcome> | null;
  /** By epoch and seq. */
  windows: Map<string, WindowFacts>;
};

/** What several facts say of each target: of several shards, in one hour. */
export function uniteTargets(
  all: readonly Readonly<{ targets: ReadonlyMap<Target["id"], TargetFacts> }>[],
): Map<Target["id"], TargetFacts> {
  const united = new Map<Target["id"], TargetFacts>();
  for (const { targets } of all)
    for (const [id, { planned, probes, windows }] of targets) {
      const known = united.get(id);
      if (known === undefined) {
        united.set(id, { planned, probes: probes && new Map(probes), windows: new Map(windows) });
        continue;
      }
      known.planned = later(known.planned, planned);
      if (probes !== null) known.probes ??= new Map();
      for (const [atMs, outcome] of probes ?? []) addProbe(known, atMs, outcome);
      for (const [key, window] of windows) addWindow(known.windows, key, window);
    }
  return united;
}

/** Of two windows under one key the smaller digest counts, and the key is flagged. */
export function addWindow(
  windows: Map<string, WindowFacts>,
  key: string,
  added: WindowFacts,
): void {
  const known = windows.get(key);
  if (known === undefined) windows.set(key, added);
  else {
    const equivocated = known.equivocated || added.equivocated || known.digest !== added.digest;
    windows.set(key, { ...(added.digest < known.digest ? added : known), equivocated });
  }
}

/** Of two outcomes of one slot the first of SLOT_OUTCOMES counts. */
export function addProbe(facts: TargetFacts | undefined, atMs: number, outcome: SlotOutcome): void {
  const known = facts?.probes?.get(atMs);
  if (known === undefined || SLOT_OUTCOMES.indexOf(outcome) < SLOT_OUTCOMES.indexOf(known))
    facts?.probes?.set(atMs, outcome);
}

/** The later word of a target; of one moment, that of the larger name. */
export const later = (a: Planned, b: Planned): Planned =>
  a.atMs > b.atMs || (a.atMs === b.atMs && a.turn > b.turn) ? a : b;
