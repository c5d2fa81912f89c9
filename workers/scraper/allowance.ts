import { hourOf, previousHour } from "../../schema/sla/hour.ts";
import { slotHour } from "../../schema/sla/raw-key.ts";
import type { Hour } from "../../schema/wire/quantity.ts";
import type { ScrapeMessage } from "../../schema/wire/raw.ts";
import type { Target } from "../../schema/wire/target.ts";
import type { SignedWindow } from "../../schema/wire/window.ts";
import type { Role } from "../../schema/wire/workflow.ts";
import { type Room, openRoom } from "./room.ts";

/** The detail of an outcome whose page was more than the target may have for now: it is asked for again, nothing is lost. */
export const BUDGET = "budget";

/**
 * What one target may have stored of an hour's turns, in bytes as it sent them, by role. An orchestrator's: what 60 busy windows
 * fill, several times over. A gateway sees the streams of many orchestrators: a thousand at once.
 */
export const BYTES_PER_HOUR: Readonly<Record<Role, number>> = {
  orchestrator: 4 * 1024 * 1024,
  gateway: 64 * 1024 * 1024,
};

/**
 * Hours besides the slot's and the one before it whose rows one turn may touch: each costs a read and a write of D1, which
 * allows 50 queries on Free; and how many of them one target may have, so that none uses them all.
 */
const OLD_HOURS_PER_TURN = 16;
const OLD_HOURS_PER_TARGET = 8;

type Asked = Pick<Target, "id" | "role">;

/** What the targets of one turn may still have stored. */
export type Allowance = Readonly<{
  /** Of a page's windows, how many from the first on; their hours, bytes and room are taken where it is all of them. */
  fitting: (target: Asked, windows: readonly SignedWindow[], bytes: number) => number;
  /** Whether a target has had its bytes. */
  isSpent: (target: Asked) => boolean;
  /** Where the turn's windows find room, whoever's hour still allows them. */
  room: Omit<Room, "fitting">;
}>;

/** Of one turn. @param taken bytes that each target had in the hour before */
export function openAllowance(
  message: ScrapeMessage,
  targets: readonly Asked[],
  taken: ReadonlyMap<string, number>,
): Allowance {
  const room = openRoom(targets.map(({ id }) => id));
  const own = slotHour(message);
  const free = new Set<Hour>([own, previousHour(own)]);
  const ofTurn = new Set<Hour>();
  const ofTarget = new Map<string, Set<Hour>>();
  const bytesOf = new Map(taken);
  const isSpent = ({ id, role }: Asked) => (bytesOf.get(id) ?? 0) >= BYTES_PER_HOUR[role];
  return {
    isSpent,
    room,
    fitting(target, windows, bytes) {
      if (isSpent(target)) return 0;
      const turn = new Set(ofTurn);
      const hours = new Set(ofTarget.get(target.id));
      for (const [i, { window }] of windows.entries()) {
        const hour = hourOf(window.start);
        if (free.has(hour)) continue;
        turn.add(hour);
        hours.add(hour);
        if (turn.size > OLD_HOURS_PER_TURN || hours.size > OLD_HOURS_PER_TARGET) return i;
      }
      const fits = room.fitting(target.id, windows, bytes);
      if (fits < windows.length) return fits;
      for (const hour of turn) ofTurn.add(hour);
      ofTarget.set(target.id, hours);
      bytesOf.set(target.id, (bytesOf.get(target.id) ?? 0) + bytes);
      return windows.length;
    },
  };
}
