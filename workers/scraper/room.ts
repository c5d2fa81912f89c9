import pLimit from "p-limit";
import { utf8 } from "../../schema/wire/canonical.ts";
import type { SignedWindow } from "../../schema/wire/window.ts";

/**
 * What the windows of one turn may fill together, in bytes of JSON. As objects, and as the text and the bytes that the raw object
 * is packed from, they take nine times as much at worst, and an isolate has 128 MB for all that it does at once.
 */
export const ROOM_BYTES = 8 * 1024 * 1024;

/** What a bin of a histogram takes beyond its few digits: an array of its own. */
const BIN_BYTES = 64;

/** Where the windows of one turn find room: half of it is theirs in equal shares, the rest is for who comes first. */
export type Room = Readonly<{
  /**
   * Of a page's windows, how many from the first on there is room for. It is taken where it is all of them; otherwise it is
   * kept for the target, which may be asked for so many.
   *
   * @param bytes  of the page
   */
  fitting: (target: string, windows: readonly SignedWindow[], bytes: number) => number;
  /** Whether a target finds room for so many bytes. */
  has: (target: string, bytes: number) => boolean;
  /** Reads one page after the other: until it is measured, a page may take many times what it fills. */
  alone: <T>(read: () => Promise<T>) => Promise<T>;
  /** Leaves to the others what a target has not used of its share. */
  leave: (target: string) => void;
}>;

/** Of one turn. @param targets  the ids of those who are asked */
export function openRoom(targets: readonly string[], roomBytes = ROOM_BYTES): Room {
  const share = Math.floor(roomBytes / 2 / Math.max(1, targets.length));
  const shares = new Map(targets.map((id) => [id, share]));
  let common = roomBytes - share * targets.length;
  const own = (target: string) => shares.get(target) ?? 0;
  return {
    alone: pLimit(1),
    has: (target, bytes) => own(target) + common >= bytes,
    fitting(target, windows, bytes) {
      const mine = own(target);
      const fits = firstOf(windows, bytes, mine + common);
      common -= Math.max(0, fits.bytes - mine);
      const isAll = fits.count === windows.length;
      shares.set(target, isAll ? Math.max(0, mine - fits.bytes) : Math.max(mine, fits.bytes));
      return fits.count;
    },
    leave(target) {
      common += own(target);
      shares.set(target, 0);
    },
  };
}

/** How many windows fit, from the first on, and what they fill. A page that fits whole is not measured window by window. */
function firstOf(windows: readonly SignedWindow[], bytes: number, most: number) {
  const whole = windows.reduce((sum, signed) => sum + binBytes(signed), bytes);
  if (whole <= most) return { count: windows.length, bytes: whole };
  let filled = 0;
  for (const [count, signed] of windows.entries()) {
    const next = filled + utf8(JSON.stringify(signed)).byteLength + binBytes(signed);
    if (next > most) return { count, bytes: filled };
    filled = next;
  }
  return { count: windows.length, bytes: filled };
}

const binBytes = ({ window: { jobs } }: SignedWindow): number =>
  BIN_BYTES * jobs.reduce((sum, { totals }) => sum + (totals?.frames.length ?? 0), 0);
