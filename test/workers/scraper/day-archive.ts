import { expect } from "vitest";
import { windowKey } from "../../../schema/sla/chain.ts";
import { decodeRaw } from "../../../schema/wire/raw-codec.ts";
import type { Archive } from "../../../workers/store/archive.ts";
import type { DayAgent } from "./day-agent.ts";

/** One target's part of a turn, as its raw object has it. */
type Asked = Readonly<{
  key: string;
  slot: number;
  askedAt: number;
  /** Positions in the order of sealing: where it was asked from, and where it left off. */
  from: number;
  to: number;
  windows: readonly string[];
}>;

const positionOf = (cursor: string | null) => Number(cursor?.slice(2) ?? 0);

/** What a target was asked, oldest question first. Backfills follow no cursor, and are not among these. */
async function askedOf(archive: Archive): Promise<Map<string, Asked[]>> {
  const asked = new Map<string, Asked[]>();
  for (const key of await archive.list("raw/")) {
    const raw = await decodeRaw((await archive.read(key)) ?? new Uint8Array());
    const { message, targets } = raw.plan;
    if (message.backfill !== null) continue;
    const windows = Map.groupBy(raw.windows, ({ target }) => target);
    for (const [i, { id, cursor }] of targets.entries()) {
      const own = {
        key,
        slot: message.slot,
        askedAt: raw.outcomes[i]?.received_at ?? 0,
        from: positionOf(cursor),
        to: positionOf(raw.outcomes[i]?.cursor ?? null),
        windows: (windows.get(id) ?? []).map(({ signed }) => windowKey(signed)),
      };
      asked.set(id, [...(asked.get(id) ?? []), own]);
    }
  }
  for (const own of asked.values()) own.sort((a, b) => a.askedAt - b.askedAt);
  return asked;
}

/**
 * Every turn goes on where the newest slot left off, of those that were folded when it asked; of those that were on their way then
 * each may count. And it has the windows from there to where it left off, each once. So a window is in two objects only where the
 * later turn could not know of it: the other was not folded, or was of an older slot than one that was.
 *
 * @param foldedAt  by key: when the turn was acknowledged, by which it was folded
 */
export async function expectTurnsGoOn(
  archive: Archive,
  agents: readonly DayAgent[],
  foldedAt: ReadonlyMap<string, number>,
): Promise<void> {
  const asked = await askedOf(archive);
  let [stored, sealed] = [0, 0];
  for (const { target, windows } of agents) {
    const own = asked.get(target.id) ?? [];
    const places = new Map(windows.map(({ key }, place) => [key, place]));
    for (const turn of own) {
      const others = own.filter((other) => other !== turn && other.askedAt <= turn.askedAt);
      const isFolded = ({ key }: Asked) => (foldedAt.get(key) ?? Infinity) < turn.askedAt;
      const newest = others.filter(isFolded).sort((a, b) => b.slot - a.slot)[0];
      const onTheirWay = others.filter(
        (other) => !isFolded(other) && other.slot > (newest?.slot ?? -1),
      );
      const allowed = [newest, ...onTheirWay].map((other) => other?.to ?? 0);
      expect(allowed, `${turn.key} of ${target.id}`).toContain(turn.from);
      expect(new Set(turn.windows).size).toBe(turn.windows.length);
      for (const key of turn.windows) {
        expect(places.get(key)).toBeGreaterThanOrEqual(turn.from);
        expect(places.get(key)).toBeLessThan(turn.to);
      }
    }
    stored += own.reduce((sum, turn) => sum + turn.windows.length, 0);
    sealed += windows.length;
  }
  // Of one target it may be more: a page of hours that it could not be reached may be asked for twice.
  expect(stored / sealed).toBeLessThan(1.05);
}
