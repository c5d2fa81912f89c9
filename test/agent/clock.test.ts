import { expect, it, onTestFinished } from "vitest";
import { openAgent } from "../../agent/src/agent.ts";
import { verifyAll } from "../../schema/sla/chain.ts";
import { Observation } from "../../schema/wire/observation.ts";
import {
  asking,
  MINUTE,
  payment,
  servedBy,
  START,
  temporaryFolder,
  testAgent,
  ticketsIn,
} from "./support/test-agent.ts";

const HOUR = 60 * MINUTE;

/** An agent on a wall clock that can be set, and a clock beside it that only runs. */
function clocked() {
  const [store, clock] = [temporaryFolder(), { wall: START, monotonic: 5_000_000 }];
  const log: Record<string, unknown>[] = [];
  const open = () =>
    openAgent(
      { store, role: "gateway" },
      { now: () => clock.wall, monotonic: () => clock.monotonic, warn: (entry) => log.push(entry) },
    );
  let agent = open();
  onTestFinished(() => agent.close());
  const pass = (ms: number, awake = ms) => {
    clock.wall += ms;
    clock.monotonic += awake;
  };
  return {
    clock,
    log,
    agent: () => agent,
    pass,
    /** Runs for so many minutes, a turn every 20 s. */
    run: (minutes: number) => {
      for (let i = 0; i < minutes * 3; i++) {
        pass(20_000);
        agent.seal();
      }
    },
    restart: () => {
      agent.close();
      agent = open();
    },
    minutes: async () => {
      const windows = await servedBy(asking(agent));
      return windows.map(({ window }) => (window.start - START) / MINUTE);
    },
    metric: async (name: string) => {
      const text = await (await asking(agent)("/metrics")).text();
      return Number(new RegExp(`^${name.replace(/[{}]/g, "\\$&")} (\\S+)$`, "m").exec(text)?.[1]);
    },
  };
}

it("AC20: an agent that was switched off shows a gap, and no quiet minutes", async () => {
  const test = clocked();
  test.run(3);
  test.pass(2 * HOUR);
  test.restart();
  test.run(3);
  expect(await test.minutes()).toEqual([0, 1, 2, 123, 124]);
});

it("AC20: quiet minutes of an agent that ran all have a window", async () => {
  const test = clocked();
  test.run(30);
  expect(await test.minutes()).toEqual(Array.from({ length: 29 }, (_, i) => i));
});

it("passes over the minutes of a forward jump, and records the jump", async () => {
  const test = clocked();
  test.run(3);
  test.clock.wall += 2 * HOUR;
  test.run(3);
  expect(await test.minutes()).toEqual([0, 1, 2, 123, 124]);
  expect(test.log).toMatchObject([{ event: "clock.jumped", ms: 2 * HOUR }]);
  expect(await test.metric('livepeer_sla_clock_jumps_total{direction="forward"}')).toBe(1);
});

it("passes over the minutes of a process that was stopped, which is no jump of the clock", async () => {
  const test = clocked();
  test.run(3);
  test.pass(2 * HOUR);
  test.run(3);
  expect(await test.minutes()).toEqual([0, 1, 2, 123, 124]);
  expect(test.log).toEqual([]);
  expect(await test.metric("livepeer_sla_gaps_total")).toBe(1);
});

it("takes a machine that slept for a jump: its minutes are a gap, and what was accepted before is sealed", async () => {
  const test = clocked();
  test.agent().accept([payment(1, START + 10)]);
  test.pass(HOUR, 0);
  test.run(2);
  expect(await test.minutes()).toEqual([0, 60]);
  expect(ticketsIn(await servedBy(asking(test.agent()))).size).toBe(1);
});

it("seals no minute twice when the clock is set back: it waits, and what comes meanwhile is late", async () => {
  const test = clocked();
  test.run(30);
  test.clock.wall -= 20 * MINUTE;
  expect(test.agent().accept([payment(1, test.clock.wall)])).toMatchObject({ late: 1 });
  test.run(25);
  const minutes = await test.minutes();
  expect(minutes).toEqual([...new Set(minutes)].toSorted((a, b) => a - b));
  expect(minutes.at(-1)).toBe(33);
  expect(test.log).toMatchObject([{ event: "clock.jumped", ms: -20 * MINUTE }]);
  expect(await test.metric('livepeer_sla_clock_jumps_total{direction="backward"}')).toBe(1);
});

it("is not mute for years after a clock that was wrong for a while: an epoch begins, and no minute is in two", async () => {
  const test = clocked();
  const before = (await (test.run(3), servedBy(asking(test.agent())))).length;
  test.clock.wall += 10 * 365 * 24 * HOUR;
  test.run(3);
  test.clock.wall -= 10 * 365 * 24 * HOUR;
  test.agent().accept([payment(1, test.clock.wall)]);
  test.run(3);
  const windows = await servedBy(asking(test.agent()));
  expect(windows.length).toBeGreaterThan(before + 3);
  const starts = windows.map(({ window }) => window.start);
  expect(new Set(starts).size).toBe(starts.length);
  expect(starts.filter((start) => start < START + HOUR).map((s) => (s - START) / MINUTE)).toEqual([
    0, 1, 2, 6, 7,
  ]);
  const epochs = Map.groupBy(windows, ({ window }) => window.epoch);
  expect(epochs.size).toBe(2);
  for (const chain of epochs.values())
    expect(await verifyAll(chain, test.agent().identity().agent)).toBeNull();
  expect(ticketsIn(windows).size).toBe(1);
  expect(test.log.map(({ event }) => event)).toEqual([
    "clock.jumped",
    "clock.jumped",
    "epoch.begun",
  ]);
});

it("finds its way back also when it was restarted with the wrong clock, and passes over what is sealed", async () => {
  const test = clocked();
  test.run(3);
  test.clock.wall += 12 * MINUTE;
  test.restart();
  test.run(3);
  test.clock.wall -= 14 * MINUTE;
  test.restart();
  test.run(20);
  const minutes = await test.minutes();
  expect(new Set(minutes).size).toBe(minutes.length);
  expect(minutes.toSorted((a, b) => a - b)).toEqual(
    expect.arrayContaining([0, 1, 2, 5, 6, 7, 8, 15, 16, 18, 19, 20, 21, 22]),
  );
});

it("forgets nothing for its age while a jump may be taken back", async () => {
  const test = clocked();
  test.run(3);
  test.clock.wall += 30 * 24 * HOUR;
  test.run(3);
  expect(await test.minutes()).toEqual(expect.arrayContaining([0, 1, 2]));
  test.run(61);
  expect(await test.minutes()).not.toEqual(expect.arrayContaining([0]));
});

const ID = { request: "00000000000000a0", node: `0x${"a1".repeat(20)}` };
const sample = (at: number) =>
  Observation.parse({ kind: "sample", id: `s${at}`, at, fps: 20, ...ID });

it("ends no open job when it stops: after a restart within its deadline it is the same job, decided once", async () => {
  const test = testAgent();
  test.agent().accept([sample(START + 10_000), sample(START + 20_000)]);
  test.live(2);
  test.clock.ms += 5 * MINUTE;
  test.restart().accept([sample(test.clock.ms)]);
  const end = { kind: "ended", id: "e", ending: "client_left", at: test.clock.ms + 5000, ...ID };
  test.agent().accept([Observation.parse(end)]);
  test.live(4);
  const jobs = (await servedBy(asking(test.agent()))).flatMap(({ window }) => window.jobs);
  expect(new Set(jobs.map(({ job }) => job)).size).toBe(1);
  const decided = jobs.flatMap(({ totals }) => totals ?? []);
  expect(decided).toMatchObject([{ ending: "client_left", samples: 3, ended_at: end.at }]);
});

it("decides an open job as silent when nothing came for ten minutes, the restart among them", async () => {
  const test = testAgent();
  test.agent().accept([sample(START + 10_000)]);
  test.live(2);
  test.clock.ms += 9 * MINUTE;
  test.restart().seal();
  test.live(3);
  const jobs = (await servedBy(asking(test.agent()))).flatMap(({ window }) => window.jobs);
  expect(jobs.flatMap(({ totals }) => totals ?? [])).toMatchObject([{ ending: "silent" }]);
});
