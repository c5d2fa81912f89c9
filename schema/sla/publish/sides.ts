import type { Address } from "../../wire/identifier.ts";
import type { JobEntry, JobTotals } from "../../wire/job-entry.ts";
import type { Hour } from "../../wire/quantity.ts";
import type { Target } from "../../wire/target.ts";
import type { Window } from "../../wire/window.ts";
import { EMPTY_DELTA } from "../empty-delta.ts";
import type { Received } from "./collect-windows.ts";
import { isPlausible } from "./plausible.ts";
import type { RegistryFacts } from "./registry-facts.ts";
import { toldOnce } from "./told-once.ts";

/** An entry and the window that it stands in. */
export type Placed<E = JobEntry> = Readonly<{ entry: E; hour: Hour; window: Window }>;

/** An entry that decides its job. */
export type Decided = Placed<JobEntry & { totals: JobTotals }>;

/** What one agent says of one job within the hours at hand. */
export type Side = Readonly<{
  target: Target;
  /** An orchestrator's agent: whom the registry says, whatever it claims. A gateway's: whom it names. */
  orchestrator: Address | null;
  /** In the order of the windows; at least one. */
  entries: readonly Placed[];
  /** Its newest entry: who and what the job is. */
  latest: JobEntry;
  /** The first entry with totals; a second one changes nothing. */
  decided: Decided | null;
}>;

/** A side's name: job ids are unique within an agent. */
export const sideKey = (target: Target, job: string): string => `${target.id}/${job}`;

/** The sides of all jobs, by `sideKey`. */
export function sidesOf(received: readonly Received[], facts: RegistryFacts): Map<string, Side> {
  const placed = new Map<string, { target: Target; entries: Placed[] }>();
  const isFirst = toldOnce();
  for (const { target, hour, window } of received)
    for (const said of window.jobs.filter(isPlausible)) {
      const key = sideKey(target, said.job);
      const side = placed.get(key) ?? { target, entries: [] };
      const entry = isFirst({ target, window }, said.job) ? said : { ...said, delta: EMPTY_DELTA };
      side.entries.push({ entry, hour, window });
      placed.set(key, side);
    }
  const sides = new Map<string, Side>();
  for (const [key, { target, entries }] of placed) {
    const latest = entries.at(-1)?.entry;
    if (latest === undefined) continue;
    const orchestrator = ownerOf(target, latest, facts);
    sides.set(key, {
      target,
      orchestrator,
      entries,
      latest,
      decided: entries.find(decides) ?? null,
    });
  }
  return sides;
}

const decides = (placed: Placed): placed is Decided => placed.entry.totals !== null;

function ownerOf(
  target: Target,
  { orchestrator, node }: JobEntry,
  facts: RegistryFacts,
): Address | null {
  if (target.role === "orchestrator") return target.orchestrator;
  return orchestrator ?? (node === null ? null : facts.orchestratorOf(node));
}
