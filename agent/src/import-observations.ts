import { isDrained } from "../../schema/sla/reduce/is-drained.ts";
import { EMPTY_STATE, reduceWindow } from "../../schema/sla/reduce/reduce-window.ts";
import type { Observation } from "../../schema/wire/observation.ts";
import { WINDOW_MS } from "../../schema/wire/window.ts";
import { refusalOf } from "./accept.ts";
import { appendWindow } from "./append-window.ts";
import { identityOf } from "./identity.ts";
import { minuteOf } from "./minute.ts";
import type { Opened } from "./opened.ts";
import { Refusal } from "./refusal.ts";
import { readAgent } from "./store/agent-row.ts";
import { inTransaction } from "./store/database.ts";
import { claimIds } from "./store/observations.ts";
import { insertEpoch } from "./store/windows.ts";

/** An import spans at most 31 days: a window is made for each of its minutes. */
export const MAX_IMPORT_MINUTES = 31 * 24 * 60;

/** What an import brought. `epoch` is null where everything was known. */
export type Imported = Readonly<{
  accepted: number;
  duplicate: number;
  rejected: number;
  windows: number;
  epoch: string | null;
}>;

/**
 * Imports observations as an epoch of their own, one window for every minute from the first to the last, and for as many
 * after it as it takes to say everything, in one transaction: all or nothing. What is known already is passed over. Held in memory until then, about 1 KB each.
 *
 * @param unreadable  envelopes that gave no observation because they could not be read; asked once, at the end
 * @throws Refusal when they span more than 31 days
 */
export async function importObservations(
  opened: Opened,
  source: AsyncIterable<Observation> | Iterable<Observation>,
  unreadable: () => number = () => 0,
): Promise<Imported> {
  const byId = new Map<string, Observation>();
  let given = 0;
  let rejected = 0;
  for await (const observation of source) {
    given += 1;
    if (refusalOf(observation, opened.now()) !== null) rejected += 1;
    else if (!byId.has(observation.id)) byId.set(observation.id, observation);
  }
  const dropped = rejected + unreadable();
  return inTransaction(opened.db, () => {
    const isNew = claimIds(opened.db, [...byId.keys()], opened.now());
    const observations = [...byId.values()].filter(({ id }) => isNew.has(id));
    const accepted = observations.length;
    const sealed =
      accepted === 0 ? { windows: 0, epoch: null } : sealAll(opened, observations, dropped);
    return { accepted, duplicate: given - rejected - accepted, rejected: dropped, ...sealed };
  });
}

function sealAll(
  { db, signer, now, name }: Opened,
  observations: readonly Observation[],
  dropped: number,
) {
  const agent = readAgent(db);
  if (agent === null) throw new Error("the store lost its agent");
  const byMinute = Map.groupBy(observations, ({ at }) => minuteOf(at));
  const minutes = [...byMinute.keys()].toSorted((a, b) => a - b);
  const [first = 0, last = 0] = [minutes.at(0), minutes.at(-1)];
  if ((last - first) / WINDOW_MS + 1 > MAX_IMPORT_MINUTES) throw new Refusal(tooLong(first, last));
  const [epoch, nowMs] = [name(), now()];
  const by = { identity: identityOf(signer.agent, agent), signer, nowMs };
  const collectors = [{ name: "events" as const, status: "ok" as const, reason: null }];
  insertEpoch(db, epoch);
  let state = EMPTY_STATE;
  let start = first;
  for (; start <= last || !isDrained(state); start += WINDOW_MS) {
    const isLast = start === last;
    const about = { role: agent.role, start, decideAll: start >= last };
    const reduced = reduceWindow(state, byMinute.get(start) ?? [], about);
    state = reduced.state;
    const { content } = reduced;
    appendWindow(
      db,
      epoch,
      { start, content, collectors, dropped: isLast ? dropped : 0, late: 0 },
      by,
    );
  }
  return { windows: (start - first) / WINDOW_MS, epoch };
}

const tooLong = (first: number, last: number): string =>
  `an import spans at most 31 days; this one goes from ${new Date(first).toISOString()} to ${new Date(last).toISOString()}: import it in parts`;
