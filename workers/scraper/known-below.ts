import type { KnownBelow } from "../../schema/sla/chain.ts";
import { ledgerKey } from "../../schema/sla/fold.ts";
import { MAX_FLAGGED_PER_TARGET } from "../../schema/sla/merge-rows.ts";
import type { StoredWindows } from "../store/last-probes.ts";

/** Digits that the ledger keeps of a digest. */
const DIGITS = 16;

/**
 * What rows of the ledger have of the window before another. A row keeps one digest of a key, and a window may go on from the
 * other of two: where it is flagged, or may be among flags that found no room, nothing is known.
 */
export const knownBelow =
  (rows: readonly StoredWindows[]): KnownBelow =>
  (signed) => {
    const key = ledgerKey({ ...signed, window: { ...signed.window, seq: signed.window.seq - 1 } });
    const isFlagged = ({ equivocated }: StoredWindows) =>
      equivocated.includes(key) || equivocated.length >= MAX_FLAGGED_PER_TARGET;
    return rows.some(isFlagged) ? [] : rows.flatMap(({ windows }) => digestIn(windows, key));
  };

/** Looks a key up in the JSON of an object of digests by key, which are plain characters. */
function digestIn(windows: string, key: string): [] | [string] {
  const name = `"${key}":"`;
  const at = windows.indexOf(name);
  return at < 0 ? [] : [windows.slice(at + name.length, at + name.length + DIGITS)];
}
