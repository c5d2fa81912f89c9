import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it, onTestFinished } from "vitest";
import { verifyAll } from "../../schema/sla/chain.ts";
import { Observation, type ObservationInput } from "../../schema/wire/observation.ts";
import { seeded } from "./support/seeded.ts";
import {
  asking,
  MINUTE,
  recipient,
  servedBy,
  temporaryFolder,
  testAgent,
} from "./support/test-agent.ts";

/** As many as 15 s of a test allow; a release is tried for 72: `HOURS=72 npm test -- test/agent/store-hours.test.ts`. */
const HOURS = Number(process.env["HOURS"] ?? 12);
const STREAMS = 10;
const NODE = `0x${"a1".repeat(20)}`;
const COLLECTORS = ["trickle", "node-log", "ingest"] as const;
type Collector = (typeof COLLECTORS)[number];

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** In memory where the system has such a folder: thousands of durable commits take as long as the disk likes. */
function memoryFolder(): string {
  if (!existsSync("/dev/shm")) return temporaryFolder();
  const folder = mkdtempSync("/dev/shm/sla-agent-");
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * Ten streams that begin, run and end at random, told by three collectors; at random a fact comes twice, minutes late,
 * from the future, or with a raw id, and the agent is stopped for up to 15 minutes.
 */
it(
  `closes its ledger over ${HOURS} simulated hours of 10 streams, faults and restarts, with flat memory`,
  { timeout: 5000 * HOURS },
  async () => {
    const random = seeded(20_260_109);
    const test = testAgent({ role: "orchestrator" }, memoryFolder());
    const ledger = new Map(
      COLLECTORS.map((name) => [
        name,
        { offered: 0, onTime: 0, late: 0, duplicate: 0, rejected: 0 },
      ]),
    );
    const streams = Array.from({ length: STREAMS }, () => ({ job: "", until: 0 }));
    const memory: number[] = [];
    let [made, tickets, restarts, late] = [0, 0, 0, [] as [Collector, Observation][]];

    const offer = (name: Collector, observations: Observation[]): void => {
      const entry = ledger.get(name);
      if (entry === undefined || observations.length === 0) return;
      const told = test.agent().accept(observations);
      entry.offered += observations.length;
      entry.onTime += told.accepted - told.late;
      entry.late += told.late;
      entry.duplicate += told.duplicate;
      entry.rejected += told.rejected;
    };

    for (let minute = 0; minute < HOURS * 60; minute++) {
      const facts: Record<Collector, Observation[]> = { trickle: [], "node-log": [], ingest: [] };
      const say = (name: Collector, fact: Partial<ObservationInput>, job: string): void => {
        const observation = fast({ ...fact, id: `${name}-${made++}`, job, node: NODE });
        const chance = random();
        if (chance < 0.01) facts[name].push(observation, observation);
        else if (chance < 0.02) late.push([name, observation]);
        else if (chance < 0.025)
          facts[name].push({ ...observation, at: observation.at + 20 * MINUTE });
        else if (chance < 0.03) facts[name].push({ ...observation, job: "raw-id" });
        else facts[name].push(observation);
      };
      const start = test.clock.ms;
      for (const stream of streams) {
        if (start >= stream.until) {
          stream.job = (made + 1).toString(16).padStart(16, "0");
          stream.until = start + Math.ceil(random() * 40) * MINUTE;
          say("node-log", { kind: "job_started", at: start }, stream.job);
          say("trickle", { kind: "first_output", at: start + 1500, latency_ms: 1400 }, stream.job);
        }
        for (let second = 10; second < 60; second += 10)
          say(
            "trickle",
            {
              kind: "sample",
              at: start + second * 1000,
              fps: random() < 0.02 ? 0 : 19.5,
              input_fps: 20,
            },
            stream.job,
          );
        if (start + MINUTE >= stream.until && random() < 0.9)
          say("node-log", { kind: "ended", at: start + 59_000, ending: "completed" }, stream.job);
      }
      const payment = {
        kind: "payment",
        at: start + 30_000,
        tickets: 1,
        face_value_wei: "7",
        win_prob: "0.5",
      } as const;
      const paid = fast({ ...payment, id: `pay-${minute}`, orchestrator: recipient(1) as never });
      facts.ingest.push(paid, ...(random() < 0.1 ? [paid] : []));
      tickets += 1;

      test.clock.ms += MINUTE;
      for (const name of COLLECTORS) offer(name, facts[name]);
      if (random() < 0.2) {
        const waiting = late;
        late = [];
        for (const [name, observation] of waiting) offer(name, [observation]);
      }
      if (random() < 1 / 60) {
        restarts += 1;
        test.clock.ms += Math.floor(random() * 15) * MINUTE;
        test.restart();
      }
      test.agent().seal();
      if (minute % 60 === 59) {
        collectGarbage();
        memory.push(process.memoryUsage().heapUsed);
      }
    }
    test.live(3);

    for (const [, { offered, onTime, late, duplicate, rejected }] of ledger)
      expect(onTime + duplicate + rejected + late).toBe(offered);
    const all = [...ledger.values()];
    const sum = (of: (entry: (typeof all)[number]) => number) => all.reduce((n, e) => n + of(e), 0);
    expect(all.every(({ offered }) => offered > HOURS * 10)).toBe(true);
    expect(
      Math.min(
        sum((e) => e.late),
        sum((e) => e.duplicate),
        sum((e) => e.rejected),
      ),
    ).toBeGreaterThan(200);
    expect(restarts).toBeGreaterThan(5);

    const windows = (await servedBy(asking(test.agent()))).map((signed) => signed);
    const inWindows = (of: (window: (typeof windows)[number]["window"]) => number) =>
      windows.reduce((n, { window }) => n + of(window), 0);
    expect(inWindows(({ dropped }) => dropped)).toBe(sum(({ rejected }) => rejected));
    expect(inWindows(({ late }) => late)).toBe(sum((e) => e.late));
    expect(inWindows(({ payments }) => payments.reduce((n, { fees }) => n + fees.tickets, 0))).toBe(
      tickets,
    );
    const starts = windows.map(({ window }) => window.start);
    expect(starts).toEqual([...new Set(starts)].toSorted((a, b) => a - b));
    expect(windows.map(({ window }) => window.seq)).toEqual(windows.map((_, seq) => seq));
    expect(await verifyAll(windows, test.agent().identity().agent)).toBeNull();
    const decided = windows
      .flatMap(({ window }) => window.jobs)
      .filter(({ totals }) => totals !== null);
    expect(new Set(decided.map(({ job }) => job)).size).toBe(decided.length);

    // After the first quarter nothing grows: 8 MB is less than the ids of three hours would take.
    const [early = 0, last = 0] = [memory[Math.floor(memory.length / 4)], memory.at(-1)];
    expect(last - early).toBeLessThan(8 * 1024 * 1024);
  },
);

const DEFAULTS = Object.fromEntries(
  Observation.options.map((option) => [option.shape.kind.value, option]),
);
/** Parsed, as every collector's are. */
const fast = (input: Partial<ObservationInput>): Observation =>
  DEFAULTS[String(input.kind)]!.parse(input) as Observation;
