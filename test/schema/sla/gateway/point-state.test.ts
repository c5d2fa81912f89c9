import { expect, it } from "vitest";
import type { ProbeOutcome } from "../../../../schema/wire/raw.ts";
import { pointState, unlessAllDown } from "../../../../schema/sla/gateway/point-state.ts";

const NOON = Date.UTC(2026, 0, 9, 12);

/** The state by outcomes of slots of T, so many after noon. */
const stateOf = (...given: readonly (readonly [t: number, after: number, ProbeOutcome])[]) =>
  pointState(
    Object.fromEntries(given.map(([t, after, outcome]) => [NOON / 1000 / t + after, outcome])),
    NOON,
  );

it("is down after two slots in a row, and up again with the next answer", () => {
  expect(stateOf([60, 9, "ok"], [60, 10, "timeout"])).toBe("up");
  expect(stateOf([60, 9, "timeout"], [60, 10, "dns"], [60, 8, "ok"])).toBe("down");
  expect(stateOf([60, 9, "timeout"], [60, 10, "dns"], [60, 11, "ok"])).toBe("up");
});

it("goes by when slots were, where T has changed between them", () => {
  expect(stateOf([60, 3, "timeout"], [60, 4, "dns"], [300, 1, "ok"])).toBe("up");
  expect(stateOf([300, 1, "dns"], [60, 10, "timeout"], [60, 4, "ok"])).toBe("down");
});

it("knows nothing of what nobody asked", () => {
  expect(stateOf()).toBe("unknown");
  expect(stateOf([60, 10, "no_probe"])).toBe("unknown");
  expect(stateOf([60, 9, "timeout"], [60, 10, "no_probe"], [60, 8, "timeout"])).toBe("down");
});

it("takes the failure for its own where every place is down", () => {
  const states = (given: readonly ("up" | "down" | "unknown")[]) =>
    unlessAllDown(given.map((state) => ({ state }))).map(({ state }) => state);
  expect(states(["down", "down"])).toEqual(["unknown", "unknown"]);
  expect(states(["down", "up"])).toEqual(["down", "up"]);
  expect(states([])).toEqual([]);
});
