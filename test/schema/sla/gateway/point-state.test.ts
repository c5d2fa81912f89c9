import { expect, it } from "vitest";
import { pointState, unlessAllDown } from "../../../../schema/sla/gateway/point-state.ts";

it("is down after two slots in a row, and up again with the next answer", () => {
  expect(pointState({ "9": "ok", "10": "timeout" })).toBe("up");
  expect(pointState({ "9": "timeout", "10": "dns", "8": "ok" })).toBe("down");
  expect(pointState({ "9": "timeout", "10": "dns", "11": "ok" })).toBe("up");
});

it("knows nothing of what nobody asked", () => {
  expect(pointState({})).toBe("unknown");
  expect(pointState({ "10": "no_probe" })).toBe("unknown");
  expect(pointState({ "9": "timeout", "10": "no_probe", "8": "timeout" })).toBe("down");
});

it("takes the failure for its own where every place is down", () => {
  const states = (given: readonly ("up" | "down" | "unknown")[]) =>
    unlessAllDown(given.map((state) => ({ state }))).map(({ state }) => state);
  expect(states(["down", "down"])).toEqual(["unknown", "unknown"]);
  expect(states(["down", "up"])).toEqual(["down", "up"]);
  expect(states([])).toEqual([]);
});
