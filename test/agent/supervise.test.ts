import fc from "fast-check";
import { expect, it } from "vitest";
import { poll } from "../../agent/src/collectors/poll.ts";
import { pauseMs, reasonOf, supervise } from "../../agent/src/collectors/supervise.ts";
import { recordingPorts } from "../support/collector-ports.ts";

it("runs a collector again after what it throws, later and later, until it ends", async () => {
  const { ports, pauses, reports } = recordingPorts();
  let runs = 0;
  const run = async () => {
    runs += 1;
    if (runs < 4) throw new Error(`broken ${runs}`);
  };
  await supervise({ name: "runner", run }, ports);
  expect(runs).toBe(4);
  expect(reports).toEqual([1, 2, 3].map((n) => ["failing", `broken ${n}`]));
  // Doubling from 1 s; a random number of ½ is three quarters of the pause.
  expect(pauses).toEqual([750, 1500, 3000]);
});

it("begins the pauses anew once the source was ok", async () => {
  const { ports, pauses } = recordingPorts();
  let runs = 0;
  const run: Parameters<typeof supervise>[0]["run"] = async ({ report }) => {
    runs += 1;
    if (runs === 3) report("ok", null);
    if (runs < 5) throw new Error("broken");
  };
  await supervise({ name: "runner", run }, ports);
  expect(pauses).toEqual([750, 1500, 750, 1500]);
});

it("ends without a word when the agent stops while the collector fails", async () => {
  const { ports, reports, stop } = recordingPorts();
  const run = async () => {
    stop();
    throw new Error("aborted");
  };
  await supervise({ name: "runner", run }, ports);
  expect(reports).toEqual([]);
});

it("pauses at most a minute and at least half a second, whatever happened", () => {
  fc.assert(
    fc.property(fc.nat(1e6), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
      expect(pauseMs(failures, random)).toBeGreaterThanOrEqual(500);
      expect(pauseMs(failures, random)).toBeLessThanOrEqual(60_000);
    }),
  );
});

it("polls at its pace, asks a failing source less often, and recovers", async () => {
  const { ports, pauses, reports, stop } = recordingPorts();
  let asked = 0;
  await poll({ intervalMs: 100, timeoutMs: 50 }, ports, async () => {
    asked += 1;
    if (asked === 2 || asked === 3) throw new Error("no answer");
    ports.report("ok", null);
    if (asked === 4) stop();
  });
  expect(pauses).toEqual([100, 750, 1500, 100]);
  expect(reports.map(([status]) => status)).toEqual(["ok", "failing", "failing", "ok"]);
});

it("aborts a source that does not answer in time", async () => {
  const { ports, reports, stop } = recordingPorts();
  await poll({ intervalMs: 1, timeoutMs: 5 }, ports, (signal) => {
    signal.addEventListener("abort", () => setTimeout(stop, 5));
    return new Promise((_, fail) => signal.addEventListener("abort", () => fail(signal.reason)));
  });
  expect(reports[0]).toEqual(["failing", "timeout"]);
});

it("names the system's code, also where fetch hides it in the cause, and cuts what is long", () => {
  const refused = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
  expect(reasonOf(refused)).toBe("ECONNREFUSED");
  expect(reasonOf(new TypeError("fetch failed", { cause: refused }))).toBe("ECONNREFUSED");
  expect(reasonOf("x".repeat(1000))).toHaveLength(200);
});
