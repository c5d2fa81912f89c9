import type { ServicePoint } from "../../wire/network.ts";
import type { ProbeOutcome } from "../../wire/raw.ts";

/** So many slots in a row make a place down. */
const SLOTS_DOWN = 2;

/**
 * How the newest slots found a place. What nobody asked is ours, and says nothing.
 *
 * @param outcomes  slot → outcome of its probe, as the ledger has them
 */
export function pointState(
  outcomes: Readonly<Record<string, ProbeOutcome>>,
): ServicePoint["state"] {
  const newest = Object.entries(outcomes)
    .filter(([, outcome]) => outcome !== "no_probe")
    .toSorted(([a], [b]) => Number(b) - Number(a))
    .slice(0, SLOTS_DOWN)
    .map(([, outcome]) => outcome);
  if (newest.length === 0) return "unknown";
  const isDown = newest.length === SLOTS_DOWN && newest.every((outcome) => outcome !== "ok");
  return isDown ? "down" : "up";
}

/** Where every place is down, it is not they that are: then nothing is known of any. */
export function unlessAllDown<P extends Pick<ServicePoint, "state">>(points: readonly P[]): P[] {
  const allDown = points.length > 0 && points.every(({ state }) => state === "down");
  return points.map((point) => (allDown ? { ...point, state: "unknown" } : point));
}
