import type { ServicePoint } from "../../wire/network.ts";
import type { ProbeOutcome } from "../../wire/raw.ts";
import { slotStart } from "../slot-start.ts";

/** So many slots in a row make a place down. */
const SLOTS_DOWN = 2;

/**
 * How the newest slots found a place. What nobody asked is ours, and says nothing.
 *
 * @param outcomes  slot → outcome of its probe, as the ledger has them
 * @param nearMs    a moment near those slots, Unix milliseconds
 */
export function pointState(
  outcomes: Readonly<Record<string, ProbeOutcome>>,
  nearMs: number,
): ServicePoint["state"] {
  const newest = Object.entries(outcomes)
    .map(([slot, outcome]) => ({ at: slotStart(Number(slot), nearMs), outcome }))
    .filter(({ outcome }) => outcome !== "no_probe")
    .toSorted((a, b) => b.at - a.at)
    .slice(0, SLOTS_DOWN)
    .map(({ outcome }) => outcome);
  if (newest.length === 0) return "unknown";
  const isDown = newest.length === SLOTS_DOWN && newest.every((outcome) => outcome !== "ok");
  return isDown ? "down" : "up";
}

/** Where every place is down, it is not they that are: then nothing is known of any. */
export function unlessAllDown<P extends Pick<ServicePoint, "state">>(points: readonly P[]): P[] {
  const allDown = points.length > 0 && points.every(({ state }) => state === "down");
  return points.map((point) => (allDown ? { ...point, state: "unknown" } : point));
}
